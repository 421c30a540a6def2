using McpGateway.Access.Decisions;
using McpGateway.Foundation;

namespace McpGateway.Core.Registry.Servers;

/// <summary>What callers may read of servers. Lists come from memory; details from the store.</summary>
public sealed class ServerQueries(
    ServerRepository repository, ServerCatalog catalog, ServerAuthorization guard, PinSettings pins, IServerHealth health,
    AccessSnapshotHolder access)
{
    /// <summary>Servers that the caller may use and holds <c>list_service</c> for, by display name.</summary>
    /// <param name="query">Part of the name, description or a tag, whatever its case; null for all.</param>
    public IReadOnlyList<ServerView> List(Caller caller, string? query) =>
    [
        .. Visible(caller, guard.MaySee)
            .Where(view => string.IsNullOrEmpty(query) || Matches(view.Server, query))
            .OrderBy(view => view.Server.ServerName, StringComparer.Ordinal)
            .ThenBy(view => view.Server.Key, StringComparer.Ordinal),
    ];

    /// <summary>Servers that the caller may use, by path.</summary>
    public IReadOnlyList<ServerView> Usable(Caller caller) => [.. Visible(caller, guard.MayUse)];

    /// <summary>The servers that the caller may use with the names of the tools that the caller may call, by path. From memory.</summary>
    public IReadOnlyList<ServerToolNames> ListTools(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return
        [
            .. catalog.Current.Values.Where(entry => guard.MayUse(caller, entry.Server)).Select(entry =>
            {
                var mayCall = guard.ToolFilter(caller, entry.Server);
                return new ServerToolNames(
                    entry.Server, [.. (entry.Tools ?? []).Select(static tool => tool.Name).Where(mayCall)]);
            }),
        ];
    }

    /// <summary>Every enabled server that everybody may see, for the public discovery document.</summary>
    public IReadOnlyList<ServerView> Published() =>
    [
        .. catalog.Current.Values
            .Where(static entry => entry.Server is { IsEnabled: true, Visibility: ItemVisibility.Public })
            .Select(entry => ViewOf(entry, static _ => true, mayModify: false)),
    ];

    /// <summary>Other versions than the default, of the servers that the caller may use, by key.</summary>
    public IReadOnlyList<ServerView> UsableVersions(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return [.. catalog.Versions.Values.Where(entry => guard.MayUse(caller, entry.Server)).Select(entry => ViewOf(caller, entry))];
    }

    /// <summary>Every version of a server that the caller may use, the default first.</summary>
    /// <param name="server">Any version of it.</param>
    public IReadOnlyList<ServerView> VersionsOf(Caller caller, ServerRecord server)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(server);
        var path = ServerPath.KeyOf(server.Path);
        return
        [
            .. new[] { catalog.Current.GetValueOrDefault(path) }.Concat(catalog.VersionsOf(path)).OfType<CatalogEntry>()
                .Where(entry => guard.MayUse(caller, entry.Server)).Select(entry => ViewOf(caller, entry)),
        ];
    }

    /// <summary>One server, or by its key one version of a server, that the caller may use.</summary>
    public Result<ServerView> Find(Caller caller, string path, string notFoundText)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return catalog.Find(ServerPath.KeyOf(path)) is not { } entry ? new Error(ErrorKind.NotFound, notFoundText)
            : guard.MayUse(caller, entry.Server) ? ViewOf(caller, entry)
            : new Error(ErrorKind.Forbidden, "You do not have access to this server");
    }

    /// <summary>One server with its tools, header names and scopes.</summary>
    public async Task<Result<ServerDetails>> FindDetailsAsync(
        Caller caller, string path, string notFoundText, CancellationToken cancellationToken)
    {
        var found = Find(caller, path, notFoundText);
        return found.IsSuccess ? await DetailsAsync(caller, found.Value, cancellationToken) : found.Error;
    }

    /// <summary>Every server that the caller may use, each with its details.</summary>
    public async Task<IReadOnlyList<ServerDetails>> ListDetailsAsync(Caller caller, CancellationToken cancellationToken)
    {
        var secrets = (await repository.ListSecretsAsync(cancellationToken)).ToDictionary(
            document => document.Key, document => document.Value, StringComparer.Ordinal);
        return await ListAsync(caller, secrets, cancellationToken);
    }

    /// <summary>
    /// As <see cref="ListDetailsAsync"/> without <see cref="ServerDetails.HeaderNames"/>, for which every server's credentials would have
    /// to be decrypted.
    /// </summary>
    public Task<IReadOnlyList<ServerDetails>> ListWithToolsAsync(Caller caller, CancellationToken cancellationToken) =>
        ListAsync(caller, secrets: [], cancellationToken);

    private async Task<IReadOnlyList<ServerDetails>> ListAsync(
        Caller caller, Dictionary<string, ServerSecretsRecord> secrets, CancellationToken cancellationToken)
    {
        var tools = (await repository.ListToolsAsync(cancellationToken)).ToDictionary(
            document => document.Key, document => document.Value, StringComparer.Ordinal);
        return
        [
            .. Usable(caller).Select(view => Details(
                caller, view, tools.GetValueOrDefault(view.Server.Key), secrets.GetValueOrDefault(view.Server.Key))),
        ];
    }

    /// <summary>A server that was just written, as the caller sees it.</summary>
    public ServerView ViewOf(Caller caller, ServerRecord server)
    {
        ArgumentNullException.ThrowIfNull(server);
        return ViewOf(
            caller, catalog.Find(server.Key) is { } entry ? entry with { Server = server } : new(server, null));
    }

    /// <summary>The details of a server that was just written.</summary>
    public Task<ServerDetails> DetailsAsync(Caller caller, ServerRecord server, CancellationToken cancellationToken) =>
        DetailsAsync(caller, ViewOf(caller, server), cancellationToken);

    private async Task<ServerDetails> DetailsAsync(Caller caller, ServerView view, CancellationToken cancellationToken) => Details(
        caller,
        view,
        (await repository.FindToolsAsync(view.Server.Key, cancellationToken))?.Value,
        (await repository.FindSecretsAsync(view.Server.Key, cancellationToken))?.Value);

    private ServerDetails Details(Caller caller, ServerView view, ServerToolsRecord? tools, ServerSecretsRecord? secrets)
    {
        var mayCall = guard.ToolFilter(caller, view.Server);
        var rules = pins.For(view.Server);
        var offered = ServerPins.Offered(tools, rules);
        return new(view, offered, [.. (offered?.Tools ?? []).Where(tool => mayCall(tool.Name))])
        {
            Rules = rules,
            Withheld = view.MayModify ? [.. (tools?.Tools ?? []).Where(tool => rules.Withholds(tool.State))] : [],
            Unapproved = view.MayModify && tools is not null ? [.. ServerPins.Unapproved(tools, rules)] : [],
            HeaderNames = [.. (secrets?.Headers ?? []).Select(header => header.Name)],
            Scopes = view.MayModify ? ServerAccessRules.ScopesOf(access.Current.Scopes, view.Server) : [],
        };
    }

    private IEnumerable<ServerView> Visible(Caller caller, Func<Caller, ServerRecord, bool> isVisible)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return catalog.Current.Values.Where(entry => isVisible(caller, entry.Server)).Select(entry => ViewOf(caller, entry));
    }

    private ServerView ViewOf(Caller caller, CatalogEntry entry) =>
        ViewOf(entry, guard.ToolFilter(caller, entry.Server), guard.May(caller, ServerPermissions.Modify, entry.Server));

    private ServerView ViewOf(CatalogEntry entry, Func<string, bool> mayCall, bool mayModify) => new(
        entry.Server,
        entry.Server.IsEnabled ? health.Get(entry.Server.Key) : HealthView.Disabled,
        entry.Tools?.Count(tool => !tool.IsWithheld && mayCall(tool.Name)) ?? entry.Server.StatedTools,
        (entry.Tools?.Count(tool => tool.HasChanged && mayCall(tool.Name)) ?? 0) + (mayModify ? entry.OtherChanges : 0),
        mayModify)
    {
        IsHeld = entry.Rules.IsHeld,
    };

    private static bool Matches(ServerRecord server, string query) =>
        server.ServerName.Contains(query, StringComparison.OrdinalIgnoreCase)
        || server.Description.Contains(query, StringComparison.OrdinalIgnoreCase)
        || server.Tags.Any(tag => tag.Contains(query, StringComparison.OrdinalIgnoreCase));
}

/// <summary>A server as a list shows it.</summary>
/// <param name="Tools">Number of tools that the caller may call.</param>
/// <param name="ChangedTools">
/// How many tools changed since approval, or came since; for those who may modify the server, prompts, resources and instructions count
/// too.
/// </param>
/// <param name="MayModify">Whether the caller sees what only operators see: the query of upstream URLs, scopes.</param>
public sealed record ServerView(ServerRecord Server, HealthView Health, int Tools, int ChangedTools, bool MayModify)
{
    /// <summary>Whether nothing of it is offered yet, because nobody has looked at it.</summary>
    public bool IsHeld { get; init; }
}

/// <summary>A server and the names of its tools.</summary>
public sealed record ServerToolNames(ServerRecord Server, IReadOnlyList<string> Tools);

/// <summary>Everything the caller may know about a server.</summary>
/// <param name="Discovered">What discovery found; null when nothing yet.</param>
/// <param name="Tools">The tools that the caller may call.</param>
public sealed record ServerDetails(ServerView View, ServerToolsRecord? Discovered, IReadOnlyList<ToolRecord> Tools)
{
    public IReadOnlyList<string> HeaderNames { get; init; } = [];

    /// <summary>The mode of pinning that is in force.</summary>
    public PinRules Rules { get; init; } = PinRules.Off;

    /// <summary>Tools that are neither listed nor callable, for those who may modify the server.</summary>
    public IReadOnlyList<ToolRecord> Withheld { get; init; } = [];

    /// <summary>Everything that is not approved as it is now, for those who may modify the server.</summary>
    public IReadOnlyList<UnapprovedDefinition> Unapproved { get; init; } = [];

    /// <summary>Scopes that grant the server, for those who may modify it.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];
}
