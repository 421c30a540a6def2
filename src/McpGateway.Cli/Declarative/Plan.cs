using System.Text.Json.Nodes;
using McpGateway.Cli.Commands;

namespace McpGateway.Cli.Declarative;

/// <summary>What would have to be done so that the gateway is as the file says.</summary>
/// <param name="Changes">In the order in which they can be made.</param>
/// <param name="Stored">What there is in each section of the file, by key.</param>
internal sealed record Plan(
    IReadOnlyList<Change> Changes, IReadOnlyDictionary<string, IReadOnlyDictionary<string, JsonObject>> Stored)
{
    public static async Task<Plan> MakeAsync(
        CommandRun run, GatewayFile file, bool prunes, CancellationToken cancellationToken)
    {
        var changes = new List<Change>();
        var removals = new List<Change>();
        var all = new Dictionary<string, IReadOnlyDictionary<string, JsonObject>>(StringComparer.Ordinal);
        foreach (var kind in ResourceKinds.All.Where(kind => file.Sections.ContainsKey(kind.Section)))
        {
            var stored = all[kind.Section] = await kind.ReadAsync(run, cancellationToken);
            var stated = file.Sections[kind.Section];
            changes.AddRange(stated
                .Select(pair => ChangeOf(kind, pair.Key, pair.Value, stored.GetValueOrDefault(pair.Key))).OfType<Change>());
            if (prunes)
            {
                removals.AddRange(stored.Where(pair => !stated.ContainsKey(pair.Key) && kind.MayPrune(pair.Key, pair.Value))
                    .OrderBy(static pair => pair.Key, StringComparer.Ordinal)
                    .Select(pair => new Change(kind, pair.Key, ChangeAction.Remove, null, pair.Value, [])));
            }
        }

        removals.Reverse();
        return new([.. changes, .. removals], all);
    }

    private static Change? ChangeOf(IResourceKind kind, string key, JsonObject stated, JsonObject? stored)
    {
        if (stored is null)
        {
            return new(kind, key, ChangeAction.Create, stated, null, [.. stated.Select(static member =>
                new MemberChange(member.Key, null, member.Value))]);
        }

        MemberChange[] members =
        [
            .. stated.Where(member => member.Key != kind.Key && !kind.IsSame(member.Key, member.Value, stored[member.Key]))
                .Select(member => new MemberChange(member.Key, stored[member.Key], member.Value)),
        ];
        return members.Length == 0 ? null : new(kind, key, ChangeAction.Update, stated, stored, members);
    }
}

/// <summary>One thing to be made, changed or removed.</summary>
internal sealed record Change(
    IResourceKind Kind, string Key, ChangeAction Action, JsonObject? Stated, JsonObject? Stored, IReadOnlyList<MemberChange> Members)
{
    public Task RunAsync(CommandRun run, CancellationToken cancellationToken) => Action == ChangeAction.Remove
        ? Kind.RemoveAsync(run, Key, cancellationToken)
        : Kind.ApplyAsync(run, Stated!, Stored, cancellationToken);
}

/// <summary>A member that is not as stated.</summary>
internal sealed record MemberChange(string Name, JsonNode? Before, JsonNode? After);

internal enum ChangeAction
{
    Create,
    Update,
    Remove,
}
