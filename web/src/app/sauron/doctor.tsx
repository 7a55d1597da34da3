import { useNavigate, useSearch } from "@tanstack/react-router";
import { byWord, checks, doctorSentence } from "@/features/doctor/checks.ts";
import { ChecksList } from "@/features/doctor/checks_list.tsx";
import "@/features/doctor/doctor.css";
import { EyesTable } from "@/features/doctor/eyes_table.tsx";
import { useDoctor } from "@/features/doctor/use_doctor.ts";
import { useNow } from "@/shared/lib/now.ts";
import { isLive, memberPath, useHref, useMoment } from "@/shared/lib/sauron/moment.ts";
import { toMs } from "@/shared/lib/sauron/time.ts";
import { duration, plural } from "@/shared/lib/words.ts";
import { Panel } from "@/shared/ui/panel.tsx";
import { Command, Loading, Problem } from "@/shared/ui/states.tsx";
import { useTitle } from "@/shared/ui/use_title.ts";
import type { Sort } from "@/shared/ui/virtual_table.tsx";

export interface DoctorSearch {
  sort?: string;
}

/** How Sauron itself is, and what to do about it. */
export function Doctor() {
  useTitle("Doctor");
  const { health, missing, rate } = useDoctor();
  const now = useNow();
  const moment = useMoment();
  const { data, error } = health;
  if (!data)
    return error ? (
      <Problem what="Sauron does not tell how it is." why={error.message} onRetry={health.refetch} />
    ) : (
      <Loading what="Asking Sauron how it is" lines={8} />
    );
  const all = byWord(checks({ health: data, missing, rate, now }));
  return (
    <div className="doctor">
      <div className="page-head">
        <h1>{doctorSentence(all)}</h1>
        <p className="muted">
          {error ? `As it was ${duration(now - health.dataUpdatedAt)} ago; now it does not answer. ` : ""}
          Version {data.version}, for {duration(now - toMs(data.started))} at <bdi>{data.url}</bdi>.
          {!isLive(moment) && " This is as it is now, whatever moment is looked at."}
        </p>
      </div>
      <div className="doctor-panels">
        <Panel title="Sauron" className="doctor-checks" tools={<Command text="watercooler sauron status" />}>
          <ChecksList checks={all} />
        </Panel>
        <Panel title="Eyes" note={plural(data.eyes.length, "member")} className="doctor-eyes">
          <Eyes eyes={data.eyes} />
        </Panel>
      </div>
    </div>
  );
}

function Eyes({ eyes }: { eyes: Parameters<typeof EyesTable>[0]["eyes"] }) {
  const search = useSearch({ strict: false }) as DoctorSearch;
  const navigate = useNavigate();
  const href = useHref();
  const given = search.sort ?? "-lag";
  const sort: Sort = { key: given.replace(/^-/, ""), down: given.startsWith("-") };
  const change = ({ key, down }: Sort) =>
    void navigate({
      to: ".",
      search: (before: object) => ({ ...before, sort: `${down ? "-" : ""}${key}` }),
      replace: true,
    } as never);
  return (
    <EyesTable
      eyes={eyes}
      sort={sort}
      onSort={change}
      onOpen={(member) => void navigate({ href: href(memberPath(member)) })}
    />
  );
}
