import { useQuery } from "@tanstack/react-query";
import { sauron } from "@/shared/lib/api/sauron.ts";
import { MemberChip } from "@/shared/ui/chips.tsx";
import { Empty, Loading, Problem } from "@/shared/ui/states.tsx";

/** Who has ever reported, and what they read. */
export function Overview() {
  const members = useQuery({
    queryKey: ["members"],
    queryFn: async () => {
      const { data, error } = await sauron.GET("/api/v1/members");
      if (!data) throw new Error(error?.error?.message ?? "no answer");
      return data;
    },
    refetchInterval: 1000,
  });
  if (members.isPending) return <Loading what="Asking Sauron" />;
  if (!members.data)
    return <Problem what="The members cannot be read." why={members.error.message} onRetry={members.refetch} />;
  if (members.data.length === 0) return <Empty command="watercooler new --count 5">No members yet. Start some:</Empty>;
  return (
    <ul>
      {members.data.map((member) => (
        <li key={member.name}>
          <MemberChip name={member.name ?? ""} /> is {member.state}, reads <bdi>{member.book}</bdi>
        </li>
      ))}
    </ul>
  );
}
