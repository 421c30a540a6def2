using System.Text.Json;
using McpGateway.Contracts;
using McpGateway.Contracts.Servers;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Registry.Endpoints;

/// <summary>
/// Versions of a server (gateway contract §14.7). One is registered like a server, at the same path with another version.
/// </summary>
internal static class VersionEndpoints
{
    private const string Versions = "/versions";
    private const string Default = "/versions/default";

    public static void MapServerVersions(this IEndpointRouteBuilder routes)
    {
        var servers = routes.MapGroup("/api/servers").WithTags("Servers");
        servers.MapGet("/{**path:endsin(versions)}", List)
            .WithSummary("Versions of a server, the default first")
            .Produces<ServerVersionList>();
        servers.MapPut("/{**path:endsin(default)}", SetDefaultAsync)
            .WithSummary("Make a version of a server the default, {\"version\": \"…\"}")
            .WithMetadata(new DescribedSuffix(Default[1..]))
            .Produces<DefaultVersionSet>();
        servers.MapDelete("/{**path}", RemoveAsync)
            .WithSummary("{path}/versions/{version}: removes a version that is not the default")
            .Produces<VersionRemoved>();
    }

    private static IResult List(HttpContext context, string path, ServerQueries queries)
    {
        var caller = context.GetCaller();
        var found = queries.Find(caller, path[..^Versions.Length], "Service path not registered");
        return !found.IsSuccess ? found.Error.ToResult()
            : Answers.Json(
                ServerResponseMapper.Versions(queries.VersionsOf(caller, found.Value.Server)),
                ContractsJsonContext.Default.ServerVersionList);
    }

    private static async Task<IResult> SetDefaultAsync(
        HttpContext context, string path, SetDefaultVersion operation, CancellationToken cancellationToken)
    {
        if (!path.EndsWith(Default, StringComparison.Ordinal))
        {
            return ErrorResults.Detail(StatusCodes.Status404NotFound, "Not Found");
        }

        var body = await JsonBody.ReadObjectAsync(context.Request, cancellationToken);
        if (body.Refusal is not null)
        {
            return body.Refusal;
        }

        if (!body.Root.TryGetProperty("version", out var stated) || stated.ValueKind != JsonValueKind.String)
        {
            return Error.OfFields([new("version", "State the version as text, for instance {\"version\":\"2.0.0\"}")]).ToResult();
        }

        var outcome = await operation.ExecuteAsync(context.GetCaller(), path[..^Default.Length], stated.GetString()!, cancellationToken);
        if (!outcome.IsSuccess)
        {
            return outcome.Error.ToResult();
        }

        var version = ServerVersions.Of(outcome.Value);
        return Answers.Json(
            new DefaultVersionSet($"Default version set to {version}", outcome.Value.Path, version),
            ContractsJsonContext.Default.DefaultVersionSet);
    }

    private static async Task<IResult> RemoveAsync(
        HttpContext context, string? path, ServerQueries queries, RemoveServer operation, CancellationToken cancellationToken)
    {
        var mark = (path ?? "").LastIndexOf(Versions + "/", StringComparison.Ordinal);
        if (mark <= 0)
        {
            return ErrorResults.Detail(StatusCodes.Status404NotFound, "Not Found");
        }

        var (server, version) = (path![..mark], Uri.UnescapeDataString(path[(mark + Versions.Length + 1)..]));
        var caller = context.GetCaller();
        var found = queries.Find(caller, server, "Service path not registered");
        if (!found.IsSuccess)
        {
            return found.Error.ToResult();
        }

        if (found.Value.Server.IsOtherVersion
            || !queries.VersionsOf(caller, found.Value.Server).Any(known => ServerVersions.Of(known.Server) == version))
        {
            return new Error(ErrorKind.NotFound, $"Version {version} not found").ToResult();
        }

        if (version == ServerVersions.Of(found.Value.Server))
        {
            return new Error(ErrorKind.Invalid, "The default version cannot be removed: make another one the default first").ToResult();
        }

        var outcome = await operation.ExecuteAsync(caller, ServerVersions.KeyOf(server, version), cancellationToken);
        return outcome.IsSuccess
            ? Answers.Json(
                new VersionRemoved($"Version {version} removed", outcome.Value.Path, version), ContractsJsonContext.Default.VersionRemoved)
            : outcome.Error.ToResult();
    }
}
