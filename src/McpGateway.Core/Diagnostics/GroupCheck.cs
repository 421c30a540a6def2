using McpGateway.Access;
using McpGateway.Access.Decisions;
using McpGateway.Foundation.Diagnostics;

namespace McpGateway.Core.Diagnostics;

/// <summary>
/// Groups that are given scopes and have no member that is known here. Members at an identity provider show themselves only in their
/// tokens, so this is worth a look and no fault.
/// </summary>
internal sealed class GroupCheck(AccessSnapshotHolder access, IEnumerable<IKnownUsers> directories) : IDiagnosticCheck
{
    public string Name => "groups-without-users";

    public Task<IReadOnlyList<Diagnosis>> RunAsync(CancellationToken cancellationToken)
    {
        var used = directories.SelectMany(static directory => directory.List()).Where(static user => user.IsEnabled)
            .SelectMany(static user => user.Groups).ToHashSet(StringComparer.Ordinal);
        return Task.FromResult<IReadOnlyList<Diagnosis>>(
        [
            .. access.Current.Groups.Where(group => !used.Contains(group)).Order(StringComparer.Ordinal)
                .Select(static group => new Diagnosis(
                    DiagnosisSeverity.Note,
                    group,
                    "The group is given scopes, and no account that is known here is in it.",
                    $"Put somebody in (mcpgw user groups), or remove it: mcpgw group remove {group}. "
                    + "Members at an identity provider are not known here.")),
        ]);
    }
}
