using System.Text.Json.Nodes;
using McpGateway.Contracts;
using McpGateway.Contracts.V0;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Registry.Endpoints;

/// <summary>
/// The MCP registry API, v0.1, read only: the servers that the caller may use, with their versions. See <see cref="RegistryNames"/> for
/// their names.
/// </summary>
internal static class RegistryApiEndpoints
{
    private const string Versions = "/versions";

    public static void MapRegistryApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/v0.1").WithTags("MCP registry API")
            .RequireAuthorization(static policy => policy.AddRequirements(new RegistryReading()));
        api.MapGet("/servers", ListAsync).WithSummary("Servers by name, in pages").Produces<RegistryServerList>();
        api.MapGet("/servers/{**rest}", FindAsync)
            .WithSummary("{name}/versions and {name}/versions/{version}")
            .Produces<RegistryServerEntry>();
        api.MapMethods("/servers", [HttpMethods.Head], ListAsync).ExcludeFromDescription();
        api.MapMethods("/servers/{**rest}", [HttpMethods.Head], FindAsync).ExcludeFromDescription();
        routes.MapGet("/api/servers/{**path:endsin(server.json)}", ServerJson)
            .WithTags("MCP registry API")
            .WithSummary("A server as server.json, for clients and other registries")
            .Produces<RegistryServer>();
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, RegistryReaders readers, ServerQueries queries, ServerTombstones tombstones, PublicOrigin origins,
        CancellationToken cancellationToken)
    {
        var query = RegistryListQuery.Read(context.Request);
        if (!query.IsSuccess)
        {
            return query.Error;
        }

        var caller = readers.Of(context);
        var gone = query.Value.IncludesGone ? await tombstones.ListAsync(caller, path: null, cancellationToken) : [];
        var (items, next) = query.Value.Page(
            queries.Usable(caller).Concat(queries.UsableVersions(caller)).Select(RegistryItem.Of).Concat(gone.Select(RegistryItem.Of)));
        return ListOf(context, items, origins, next);
    }

    private static async Task<IResult> FindAsync(
        HttpContext context, string? rest, RegistryReaders readers, ServerQueries queries, ServerTombstones tombstones,
        PublicOrigin origins, CancellationToken cancellationToken)
    {
        var query = FormFields.OfQuery(context.Request);
        var includesGone = query.Boolean(RegistryListQuery.IncludeDeleted, fallback: false);
        if (!query.IsValid)
        {
            return query.Problems.ToResult();
        }

        // Names contain a slash, which clients encode once, twice or not at all.
        var path = Uri.UnescapeDataString(Uri.UnescapeDataString(rest ?? ""));
        var isList = path.EndsWith(Versions, StringComparison.Ordinal);
        var mark = isList ? path.Length - Versions.Length : path.LastIndexOf(Versions + "/", StringComparison.Ordinal);
        if (mark < 0)
        {
            return NotFound("Not Found");
        }

        var caller = readers.Of(context);
        IReadOnlyList<RegistryItem> known = [];
        if (RegistryNames.PathOf(path[..mark]) is { } server)
        {
            var gone = includesGone ? await tombstones.ListAsync(caller, ServerPath.KeyOf(server), cancellationToken) : [];
            known = [.. VersionsAt(caller, server, queries), .. gone.Select(RegistryItem.Of)];
        }

        if (isList)
        {
            return known.Count > 0 ? ListOf(context, known, origins, next: null) : NotFound("Server not found");
        }

        var version = path[(mark + Versions.Length + 1)..];
        var asked = known.FirstOrDefault(item => version == ServerVersions.Latest ? item.IsLatest : item.Version == version);
        if (asked is null)
        {
            return NotFound(
                known.Count == 0 && version is ServerVersions.Latest or "1.0.0" ? "Server not found" : $"Version {version} not found");
        }

        var entry = asked.EntryAt(origins.Of(context.Request));
        return ConditionalAnswer.Json(
            context, entry, RegistryEntries.WithoutTimes(entry), ContractsJsonContext.Default.RegistryServerEntry);
    }

    /// <summary>The versions of a server, the default first. One that the caller may not see has none, like one that does not
    /// exist.</summary>
    private static IReadOnlyList<RegistryItem> VersionsAt(Caller caller, string path, ServerQueries queries)
    {
        var found = queries.Find(caller, path, "");
        return found is { IsSuccess: true, Value.Server.IsOtherVersion: false }
            ? [.. queries.VersionsOf(caller, found.Value.Server).Select(RegistryItem.Of)]
            : [];
    }

    private static IResult ServerJson(HttpContext context, string path, ServerQueries queries, PublicOrigin origins)
    {
        var found = queries.Find(context.GetCaller(), path[..^"/server.json".Length], "Service path not registered");
        if (!found.IsSuccess)
        {
            return found.Error.ToResult();
        }

        var server = RegistryEntries.ServerOf(found.Value, origins.Of(context.Request));
        return ConditionalAnswer.Json(context, server, server, ContractsJsonContext.Default.RegistryServer);
    }

    private static IResult ListOf(HttpContext context, IReadOnlyList<RegistryItem> items, PublicOrigin origins, string? next)
    {
        var origin = origins.Of(context.Request);
        var list = new RegistryServerList([.. items.Select(item => item.EntryAt(origin))], new(next, items.Count));
        return ConditionalAnswer.Json(
            context, list, list with { Servers = [.. list.Servers.Select(RegistryEntries.WithoutTimes)] },
            ContractsJsonContext.Default.RegistryServerList);
    }

    /// <summary>With the member that the registry's specification gives errors, beside ours.</summary>
    private static IResult NotFound(string detail) => ErrorResults.Json(
        new JsonObject { ["detail"] = detail, ["error"] = detail }, StatusCodes.Status404NotFound);
}
