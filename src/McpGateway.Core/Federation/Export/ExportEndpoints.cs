using System.Text.Json.Nodes;
using McpGateway.Core.Agents;
using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Http;
using McpGateway.Proxy;
using McpGateway.Proxy.A2a;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Federation.Export;

/// <summary>
/// What peers read (gateway contract §14.10): the servers and agents of this gateway's own that the caller may use, each with the gateway's
/// address. Private items and items from elsewhere are never among them.
/// </summary>
internal static class ExportEndpoints
{
    private const int DefaultPage = 100;
    private const int MaxPage = 1000;

    public static void MapFederationExport(this IEndpointRouteBuilder routes)
    {
        var federation = routes.MapGroup("/api/federation").WithTags("Federation");
        federation.MapGet("/health", HealthAsync).WithSummary("Whether peers can read here, and which registry this is");
        federation.MapGet("/servers", ServersAsync).WithSummary("Servers for peers, in pages");
        federation.MapGet("/agents", AgentsAsync).WithSummary("Agents for peers, in pages");
    }

    private static async Task<IResult> HealthAsync(
        DocumentStore documents, RegistryIdentity identity, CancellationToken cancellationToken) =>
        ErrorResults.Json(new JsonObject
        {
            ["status"] = "healthy",
            ["registry_id"] = await identity.GetAsync(cancellationToken),
            ["sync_generation"] = documents.AppliedRevision,
        });

    private static async Task<IResult> ServersAsync(
        HttpContext context, ServerQueries queries, ServerRepository repository, PublicOrigin origins, DocumentStore documents,
        RegistryIdentity identity, CancellationToken cancellationToken)
    {
        // Before the items: what changes meanwhile is asked for again.
        var generation = documents.AppliedRevision;
        var origin = origins.Of(context.Request);
        var revisions = (await repository.ListAsync(cancellationToken)).ToDictionary(
            static item => item.Key, static item => item.Revision, StringComparer.Ordinal);
        return await AnswerAsync(
            context, identity, generation,
            queries.Usable(context.GetCaller())
                .Where(static view => view.Server is { Origin: null, IsBuiltIn: false, Visibility: ItemVisibility.Public })
                .Select(view => new Exported(
                    view.Server.Path, revisions.GetValueOrDefault(view.Server.Key), () => ServerOf(view, origin))),
            cancellationToken);
    }

    private static async Task<IResult> AgentsAsync(
        HttpContext context, AgentRepository repository, PublicOrigin origins, IOptions<ProxyOptions> options, DocumentStore documents,
        RegistryIdentity identity, CancellationToken cancellationToken)
    {
        var generation = documents.AppliedRevision;
        var origin = origins.Of(context.Request);
        var security = context.RequestServices.GetService<ICardSecurity>()?.Of(context.Request);
        var allowsPush = options.Value.PushNotifications != PushNotificationPolicy.Refused;
        var sight = AgentSight.Of(context.GetCaller());
        return await AnswerAsync(
            context, identity, generation,
            (await repository.ListAsync(cancellationToken))
                .Where(item => item.Value.Origin is null && item.Value.Visibility != ItemVisibility.Private && sight.Sees(item.Value))
                .OrderBy(static item => item.Key, StringComparer.Ordinal)
                .Select(item => new Exported(
                    item.Value.Path, item.Revision,
                    () => AgentOf(item.Value, PublicCard.At(item.Value.Card, origin + item.Value.Path, security, allowsPush)))),
            cancellationToken);
    }

    private static async Task<IResult> AnswerAsync(
        HttpContext context, RegistryIdentity identity, long generation, IEnumerable<Exported> exported,
        CancellationToken cancellationToken)
    {
        var query = FormFields.OfQuery(context.Request);
        var limit = query.WholeNumber("limit", DefaultPage, 1, MaxPage);
        var offset = query.WholeNumber("offset", 0, 0);
        var since = query.WholeNumber("since_generation", 0, 0);
        if (!query.IsValid)
        {
            return query.Problems.ToResult();
        }

        var all = exported.ToArray();
        var items = all.Where(item => item.Revision > since || since == 0).ToArray();
        var answer = new JsonObject
        {
            ["items"] = new JsonArray([.. items.Skip(offset).Take(limit).Select(static item => (JsonNode)item.Write())]),
            ["sync_generation"] = generation,
            ["total_count"] = items.Length,
            ["has_more"] = offset + limit < items.Length,
            ["registry_id"] = await identity.GetAsync(cancellationToken),
        };
        if (query.Find("with_paths") == "true")
        {
            // Of all, not of what changed: what has left is what is not among them, and nothing is named that may not be seen.
            answer["paths"] = new JsonArray([.. all.Select(static item => (JsonNode)item.Path)]);
        }

        return ErrorResults.Json(answer);
    }

    /// <summary>
    /// Never the upstream address: it is the gateway that peers call, which judges their calls. No state either: who reads it decides.
    /// </summary>
    private static JsonObject ServerOf(ServerView view, string origin) => new()
    {
        ["path"] = view.Server.Path,
        ["server_name"] = view.Server.ServerName,
        ["description"] = view.Server.Description,
        ["proxy_pass_url"] = view.Server.ProxyPassUrl is null ? null : PublicServerAddress.At(origin, view.Server),
        ["supported_transports"] = new JsonArray(
            view.Server.ProxyPassUrl is null ? ServerTransport.Stdio : PublicServerAddress.TransportOf(view.Server)),
        ["tags"] = new JsonArray([.. view.Server.Tags.Select(static tag => (JsonNode)tag)]),
        ["license"] = view.Server.License,
        ["is_python"] = view.Server.IsPython,
        ["visibility"] = "public",
    };

    /// <summary>With the card that the gateway shows: its interfaces are at the gateway.</summary>
    private static JsonObject AgentOf(AgentDocument agent, byte[]? card) => new()
    {
        ["path"] = agent.Path,
        ["card"] = card is null ? null : JsonNode.Parse(card),
        ["tags"] = new JsonArray([.. agent.Tags.Select(static tag => (JsonNode)tag)]),
        ["license"] = agent.License,
        ["visibility"] = agent.Visibility,
    };

    /// <param name="Path">Where it is.</param>
    /// <param name="Revision">Of its newest change.</param>
    /// <param name="Write">Gives it in the form of the export.</param>
    private sealed record Exported(string Path, long Revision, Func<JsonObject> Write);
}
