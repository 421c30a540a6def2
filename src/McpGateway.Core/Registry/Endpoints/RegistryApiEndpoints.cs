using System.Text.Json;
using McpGateway.Contracts;
using McpGateway.Contracts.V0;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Registry.Endpoints;

/// <summary>The MCP registry API, v0.1, read only: servers under the name <c>io.mcpgateway/…</c>, each in one version.</summary>
internal static class RegistryApiEndpoints
{
    private const string Namespace = "io.mcpgateway/";
    private const string Versions = "/versions";
    private const int DefaultPage = 100;
    private const int MaxPage = 1000;

    public static void MapRegistryApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/v0.1").WithTags("MCP registry API");
        api.MapGet("/servers", List).WithSummary("Servers by name, in pages").Produces<RegistryServerList>();
        api.MapGet("/servers/{**rest}", Find).WithSummary("{name}/versions and {name}/versions/{version}").Produces<RegistryServerEntry>();
    }

    private static IResult List(HttpContext context, ServerQueries queries, PublicOrigin origins)
    {
        var origin = origins.Of(context.Request);
        var query = FormFields.OfQuery(context.Request);
        var limit = query.WholeNumber("limit", DefaultPage, 1, MaxPage);
        if (!query.IsValid)
        {
            return query.Problems.ToResult();
        }

        var cursor = query.Find("cursor");
        var all = queries.Usable(context.GetCaller()).OrderBy(NameOf, StringComparer.Ordinal).ToArray();

        // A cursor that names no server starts over, as clients of the reference see it; they only send cursors that they were given.
        var start = Array.FindIndex(all, view => NameOf(view) == cursor) + 1;
        var page = all.Skip(start).Take(limit).ToArray();
        var next = start + page.Length < all.Length ? NameOf(page[^1]) : null;
        return Answers.Json(
            new RegistryServerList([.. page.Select(view => EntryOf(view, origin))], new(next, page.Length)),
            ContractsJsonContext.Default.RegistryServerList);
    }

    private static IResult Find(HttpContext context, string? rest, ServerQueries queries, PublicOrigin origins)
    {
        // Names contain a slash, which clients encode once, twice or not at all.
        var path = Uri.UnescapeDataString(Uri.UnescapeDataString(rest ?? ""));
        if (path.EndsWith(Versions, StringComparison.Ordinal))
        {
            return FindNamed(context, path[..^Versions.Length], queries) is { } only
                ? Answers.Json(
                    new RegistryServerList([EntryOf(only, origins.Of(context.Request))], new(null, 1)),
                    ContractsJsonContext.Default.RegistryServerList)
                : ServerNotFound();
        }

        var mark = path.LastIndexOf(Versions + "/", StringComparison.Ordinal);
        if (mark < 0)
        {
            return ErrorResults.Detail(StatusCodes.Status404NotFound, "Not Found");
        }

        var version = path[(mark + Versions.Length + 1)..];
        if (FindNamed(context, path[..mark], queries) is not { } view)
        {
            return version is "latest" or "1.0.0" ? ServerNotFound() : VersionNotFound(version);
        }

        return version == "latest" || version == VersionOf(view.Server)
            ? Answers.Json(EntryOf(view, origins.Of(context.Request)), ContractsJsonContext.Default.RegistryServerEntry)
            : VersionNotFound(version);
    }

    /// <summary>A server that the caller may not see is answered with 404, like one that does not exist.</summary>
    private static ServerView? FindNamed(HttpContext context, string name, ServerQueries queries)
    {
        if (!name.StartsWith(Namespace, StringComparison.Ordinal))
        {
            return null;
        }

        var found = queries.Find(context.GetCaller(), name[Namespace.Length..], "");
        return found.IsSuccess ? found.Value : null;
    }

    private static RegistryServerEntry EntryOf(ServerView view, string origin)
    {
        var (server, name, version) = (view.Server, NameOf(view), VersionOf(view.Server));
        return new(
            new()
            {
                Name = name,
                Description = server.Description,
                Version = version,
                Title = server.ServerName,
                Packages =
                [
                    new()
                    {
                        Identifier = name,
                        Version = version,
                        Transport = new(
                            PublicServerAddress.TransportOf(server),
                            server.ProxyPassUrl is null ? "" : PublicServerAddress.At(origin, server)),
                    },
                ],
                Meta = new(new(server.Path, server.IsEnabled, view.Health.Status, view.Tools, server.Tags, server.License)),
            },
            new(new(WireTime.WithOffset(view.Health.LastChecked), view.Health.Status)));
    }

    private static string NameOf(ServerView view) => Namespace + view.Server.TechnicalName;

    private static string VersionOf(ServerRecord server) =>
        server.Meta is { ValueKind: JsonValueKind.Object } meta
        && meta.TryGetProperty("version", out var version)
        && version.ValueKind == JsonValueKind.String
            ? version.GetString()!
            : "1.0.0";

    private static IResult ServerNotFound() => ErrorResults.Detail(StatusCodes.Status404NotFound, "Server not found");

    private static IResult VersionNotFound(string version) =>
        ErrorResults.Detail(StatusCodes.Status404NotFound, $"Version {version} not found");
}
