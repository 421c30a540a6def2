using McpGateway.Access.Scopes;
using McpGateway.Foundation.Documents;
using Microsoft.Extensions.Options;

namespace McpGateway.Access.Decisions;

/// <summary>Follows the scopes and publishes them compiled. Only changed scopes are read and compiled again.</summary>
internal sealed partial class AccessSnapshotProjection(
    ScopeRepository scopes, AccessSnapshotHolder holder, IOptions<AccessOptions> options,
    ILogger<AccessSnapshotProjection> logger) : IChangeHandler
{
    // Touched by the change feed only, which calls its handlers one change set at a time.
    private readonly Dictionary<string, CompiledScope> _compiled = new(StringComparer.Ordinal);

    public ChangePhase Phase => ChangePhase.Snapshot;

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var all = await scopes.ListAsync(cancellationToken);
        _compiled.Clear();
        foreach (var document in all)
        {
            _compiled[document.Key] = new(document.Value);
        }

        Publish();
    }

    public async Task ApplyAsync(ChangeSet changes, CancellationToken cancellationToken)
    {
        var names = changes.KeysOf(ScopeRepository.Scopes.Name);
        if (names.Count == 0)
        {
            return;
        }

        foreach (var name in names)
        {
            if (await changes.FindAsync(ScopeRepository.Scopes, name, cancellationToken) is { } document)
            {
                _compiled[name] = new(document.Value);
            }
            else
            {
                _compiled.Remove(name);
            }
        }

        Publish();
    }

    private void Publish()
    {
        var next = new AccessSnapshot(_compiled.Values, options.Value.ToolsWildcardOpensMethods, holder.Current.Version + 1);
        holder.Publish(next);
        LogPublished(next.Version, _compiled.Count);
    }

    [LoggerMessage(EventId = 3001, Level = LogLevel.Debug, Message = "Access policy {Version} is in force with {Scopes} scopes.")]
    private partial void LogPublished(long version, int scopes);
}
