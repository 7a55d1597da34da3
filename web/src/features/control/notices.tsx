import { useEffect } from "react";
import { useStore } from "zustand";
import { useNow } from "@/shared/lib/now.ts";
import { CopyButton } from "@/shared/ui/chips.tsx";
import "./control.css";
import { forget, type Notice, notices, sweep } from "./notice_store.ts";
import type { Orders } from "./use_orders.ts";

/** What was just done to the club. For eight seconds it can be taken back. */
export function Notices({ orders }: { orders: Orders }) {
  const { shown } = useStore(notices);
  return (
    <section className="notices" aria-label="What was done" aria-live="polite">
      {shown.length > 0 && <Sweeper />}
      {shown.map((notice) => (
        <OneNotice key={notice.id} notice={notice} orders={orders} />
      ))}
    </section>
  );
}

function Sweeper() {
  const now = useNow();
  useEffect(() => sweep(now), [now]);
  return null;
}

function OneNotice({ notice, orders }: { notice: Notice; orders: Orders }) {
  const undo = () => {
    forget(notice.id);
    void orders.give(...notice.undo);
  };
  return (
    <div className={`notice ${notice.bad ? "bad" : ""}`} role={notice.bad ? "alert" : undefined}>
      <p className="foreign">{notice.text}</p>
      <p className="notice-cli">
        <code className="foreign">{notice.cli}</code>
        <CopyButton text={notice.cli} what="command" />
      </p>
      <div className="notice-tools">
        {notice.undo.length > 0 && (
          <button type="button" className="button" disabled={orders.busy} onClick={undo}>
            Undo
          </button>
        )}
        <button type="button" className="button quiet" onClick={() => forget(notice.id)} aria-label="Put it away">
          ✕
        </button>
      </div>
    </div>
  );
}
