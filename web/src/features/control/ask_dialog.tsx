import { type ReactNode, useEffect, useRef } from "react";
import "./control.css";

interface Props {
  title: string;
  children: ReactNode;
  /** What the button that does it says. */
  yes: string;
  onYes: () => void;
  onClose: () => void;
}

/** Asks once before something is done that cannot be taken back. */
export function AskDialog({ title, children, yes, onYes, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const close = () => dialog.current?.close();
  return (
    <dialog ref={dialog} className="ask" aria-labelledby="ask-title" onClose={onClose}>
      <h2 id="ask-title">{title}</h2>
      {children}
      <div className="ask-tools">
        <button type="button" className="button" onClick={close}>
          Cancel
        </button>
        <button
          type="button"
          className="button danger"
          onClick={() => {
            close();
            onYes();
          }}
        >
          {yes}
        </button>
      </div>
    </dialog>
  );
}
