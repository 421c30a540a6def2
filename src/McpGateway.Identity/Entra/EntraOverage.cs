using System.Collections.Concurrent;
using McpGateway.Foundation;
using McpGateway.Foundation.Http.Outbound;
using McpGateway.Foundation.OAuth;
using McpGateway.Identity.Entra.Graph;
using McpGateway.Identity.Providers;
using McpGateway.Identity.Tokens;

namespace McpGateway.Identity.Entra;

/// <summary>
/// Asks Graph for groups that did not fit a bearer token, with the application's own token: the bearer's is meant for this gateway and is
/// no good there. Answers are kept per person for a while, and any number of calls of one person wait for one question.
/// </summary>
internal sealed partial class EntraOverage(
    [FromKeyedServices(ProviderServices.HttpName)] OutboundHttp http,
    [FromKeyedServices(ProviderServices.HttpName)] OAuthClient oauth, TimeProvider time, ILogger<EntraOverage> logger)
    : IGroupOverage, IDisposable
{
    private const int MaxKept = 10_000;
    private const int MaxGroups = 12_000;
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(5);

    /// <summary>Somebody's call waits meanwhile.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private static readonly RefreshTimes Times = new(KeptFor, KeptFor, KeptFor);

    private readonly ConcurrentDictionary<string, Lazy<GraphClient>> _clients = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Entry> _kept = new(StringComparer.Ordinal);

    public async ValueTask<IReadOnlyList<string>?> FindAsync(
        ProviderDefinition provider, TokenClaims claims, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(claims.Text("oid"), out var id))
        {
            LogUnknowable(provider.Name, "the token does not state oid");
            return null;
        }

        if (ClientOf(provider) is not { } graph)
        {
            LogUnknowable(provider.Name, "there is no client secret or address to ask Microsoft Graph with");
            return null;
        }

        var kind = IsApplication(claims) ? "servicePrincipals" : "users";
        var entry = _kept.GetOrAdd($"{provider.Name}/{kind}/{id}", _ => Enter(provider.Name, graph, kind, id));
        entry.AskedAt = time.GetUtcNow().UtcTicks;
        return await entry.Groups.GetAsync(cancellationToken);
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values.Where(client => client.IsValueCreated))
        {
            client.Value.Dispose();
        }
    }

    /// <summary>
    /// Tokens of applications say so, or else name as subject the object itself; those of people name the pair of person and application.
    /// </summary>
    private static bool IsApplication(TokenClaims claims) =>
        claims.Text("idtyp") is { } type ? type == "app" : claims.Subject == claims.Text("oid");

    private Entry Enter(string provider, GraphClient graph, string kind, Guid id)
    {
        Trim();
        return new(new(stop => AskAsync(graph, kind, id, stop), error => LogUnknowable(provider, error.Detail), Times, time));
    }

    // Without the cast to groups, which only an index answers that can lag behind.
    private static async Task<Result<IReadOnlyList<string>>> AskAsync(
        GraphClient graph, string kind, Guid id, CancellationToken cancellationToken)
    {
        var permission = kind == "users"
            ? $"{EntraPermissions.ReadUsers} and {EntraPermissions.ReadMembers}"
            : $"{EntraPermissions.ReadApplications} and {EntraPermissions.ReadMembers}";
        var listed = await graph.ListAsync(
            GraphCall.Get(
                $"{kind}/{id}/transitiveMemberOf?$select=id&$top=999",
                permission), GraphJsonContext.Default.Objects, MaxGroups, cancellationToken);
        return !listed.IsSuccess ? listed.Error
            : listed.Value.Count >= MaxGroups ? new Error(ErrorKind.BadGateway, $"Microsoft Graph lists {MaxGroups} groups or more")
            : listed.Value.Where(held => held.IsGroup).Select(held => held.Id).ToArray();
    }

    private GraphClient? ClientOf(ProviderDefinition provider) =>
        provider is { TokenUrl: { } token, GraphUrl: { } origin, ClientSecret: { } secret }
            ? _clients.GetOrAdd(
                provider.Name, _ => new(() => new(http, oauth, new(token, origin, provider.ClientId, secret), Patience, time))).Value
            : null;

    /// <summary>
    /// Makes room: first for those who were not asked about lately, then at any cost. Only verified tokens come here, so it is rare.
    /// </summary>
    private void Trim()
    {
        if (_kept.Count < MaxKept)
        {
            return;
        }

        var old = (time.GetUtcNow() - KeptFor).UtcTicks;
        var surplus = MaxKept / 10;
        foreach (var (key, entry) in _kept)
        {
            if (entry.AskedAt < old || surplus-- > 0)
            {
                _kept.TryRemove(key, out _);
            }
        }
    }

    [LoggerMessage(
        EventId = 4092, Level = LogLevel.Warning,
        Message = "The groups that did not fit a token of {Provider} are not known, so the token opens nothing: {Reason}")]
    private partial void LogUnknowable(string provider, string reason);

    private sealed class Entry(RefreshingValue<IReadOnlyList<string>> groups)
    {
        public RefreshingValue<IReadOnlyList<string>> Groups { get; } = groups;

        /// <summary>Ticks, which are written in one piece.</summary>
        public long AskedAt { get; set; }
    }
}
