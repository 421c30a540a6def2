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
        var api = routes.MapGroup("/v0.1").WithTags("MCP registry API");
        api.MapGet("/servers", List).WithSummary("Servers by name, in pages").Produces<RegistryServerList>();
        api.MapGet("/servers/{**rest}", Find).WithSummary("{name}/versions and {name}/versions/{version}").Produces<RegistryServerEntry>();
        routes.MapGet("/api/servers/{**path:endsin(server.json)}", ServerJson)
            .WithTags("MCP registry API")
            .WithSummary("A server as server.json, for clients and other registries")
            .Produces<RegistryServer>();
    }

    private static IResult List(HttpContext context, ServerQueries queries, PublicOrigin origins)
    {
        var query = RegistryListQuery.Read(context.Request);
        if (!query.IsSuccess)
        {
            return query.Error;
        }

        var caller = context.GetCaller();
        var page = query.Value.Page(
            query.Value.IsOfVersion ? [.. queries.Usable(caller), .. queries.UsableVersions(caller)] : queries.Usable(caller));
        var origin = origins.Of(context.Request);
        return ListOf(context, [.. page.Servers.Select(view => RegistryEntries.Of(view, origin))], page.NextCursor);
    }

    private static IResult Find(HttpContext context, string? rest, ServerQueries queries, PublicOrigin origins)
    {
        // Names contain a slash, which clients encode once, twice or not at all.
        var path = Uri.UnescapeDataString(Uri.UnescapeDataString(rest ?? ""));
        var origin = origins.Of(context.Request);
        if (path.EndsWith(Versions, StringComparison.Ordinal))
        {
            return FindNamed(context, path[..^Versions.Length], queries) is { } only
                ? ListOf(
                    context,
                    [.. queries.VersionsOf(context.GetCaller(), only.Server).Select(view => RegistryEntries.Of(view, origin))],
                    null)
                : NotFound("Server not found");
        }

        var mark = path.LastIndexOf(Versions + "/", StringComparison.Ordinal);
        if (mark < 0)
        {
            return NotFound("Not Found");
        }

        var version = path[(mark + Versions.Length + 1)..];
        if (FindNamed(context, path[..mark], queries) is not { } view)
        {
            return NotFound(version is ServerVersions.Latest or "1.0.0" ? "Server not found" : $"Version {version} not found");
        }

        var asked = version == ServerVersions.Latest
            ? view
            : queries.VersionsOf(context.GetCaller(), view.Server).FirstOrDefault(known => ServerVersions.Of(known.Server) == version);
        if (asked is null)
        {
            return NotFound($"Version {version} not found");
        }

        var entry = RegistryEntries.Of(asked, origin);
        return ConditionalAnswer.Json(
            context, entry, RegistryEntries.WithoutTimes(entry), ContractsJsonContext.Default.RegistryServerEntry);
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

    private static IResult ListOf(HttpContext context, IReadOnlyList<RegistryServerEntry> entries, string? next)
    {
        var list = new RegistryServerList(entries, new(next, entries.Count));
        return ConditionalAnswer.Json(
            context, list, list with { Servers = [.. entries.Select(RegistryEntries.WithoutTimes)] },
            ContractsJsonContext.Default.RegistryServerList);
    }

    /// <summary>A server that the caller may not see is answered with 404, like one that does not exist.</summary>
    private static ServerView? FindNamed(HttpContext context, string name, ServerQueries queries)
    {
        if (RegistryNames.PathOf(name) is not { } path)
        {
            return null;
        }

        var found = queries.Find(context.GetCaller(), path, "");
        return found is { IsSuccess: true, Value.Server.IsOtherVersion: false } ? found.Value : null;
    }

    /// <summary>With the member that the registry's specification gives errors, beside ours.</summary>
    private static IResult NotFound(string detail) => ErrorResults.Json(
        new JsonObject { ["detail"] = detail, ["error"] = detail }, StatusCodes.Status404NotFound);
}
