using System.Text.Json.Nodes;
using McpGateway.Core.Egress.Providers;
using McpGateway.Core.Egress.Storage;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Egress.Connections;

/// <summary>Connecting an account, and a user's own connections.</summary>
internal static class ConnectionEndpoints
{
    private const int MaxState = 128;
    private const int MaxCode = 8192;

    public static void MapConnections(this IEndpointRouteBuilder routes)
    {
        // A person opens it in the browser: who is not signed in is sent to sign in, not answered in JSON.
        routes.MapGet("/connect/{**path}", StartAsync).AllowAnonymous().WithSummary("Connect an account of the caller's own at a server");
        routes.MapGet("/connections", ListAsync).WithSummary("The caller's connected accounts");
        routes.MapDelete("/connections/{**path}", DisconnectAsync).WithSummary("Disconnect the caller's account at a server");
    }

    public static void MapConnectCallback(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(ClientMetadata.CallbackPath, FinishAsync).AllowAnonymous().ExcludeFromDescription();

        // Providers fetch it: its address is the gateway's client id there.
        routes.MapGet(ClientMetadata.DocumentPath, ShowClient).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<IResult> StartAsync(
        HttpContext context, string? path, string? return_to, StartConnect operation, PublicOrigin origin, IOptions<EgressOptions> options,
        CancellationToken cancellationToken)
    {
        ConnectPage.Protect(context.Response);
        if (context.FindCaller() is not { } caller)
        {
            var here = context.Request.Path.ToUriComponent() + context.Request.QueryString.ToUriComponent();
            return TypedResults.Redirect(context.Request.Located($"/login?next={Uri.EscapeDataString(here)}"));
        }

        var started = await operation.ExecuteAsync(
            caller, path ?? "", origin.Of(context.Request) + ClientMetadata.CallbackPath, LocalPath.Safe(return_to), cancellationToken);
        if (!started.IsSuccess)
        {
            return ConnectPage.Problem(context, started.Error);
        }

        context.Response.Cookies.Append(
            started.Value.CookieName, started.Value.CookieValue, ConnectCookie.Attributes(context.Request, options.Value.ConnectTimeout));
        return TypedResults.Redirect(started.Value.Location);
    }

    private static async Task<IResult> FinishAsync(HttpContext context, FinishConnect operation, CancellationToken cancellationToken)
    {
        ConnectPage.Protect(context.Response);
        var query = context.Request.Query;

        // A parameter that comes twice is read differently by different parties.
        if (query.Any(parameter => parameter.Value.Count > 1) || query["state"] is not [{ Length: > 0 and <= MaxState } state])
        {
            return ConnectPage.Problem(context, new(ErrorKind.Invalid, "The provider's answer cannot be read. Begin again."));
        }

        if (context.FindCaller() is not { } caller)
        {
            return ConnectPage.Problem(
                context, new(ErrorKind.Unauthenticated, "You are no longer signed in here. Sign in and begin again."));
        }

        var cookie = ConnectCookie.NameOf(EgressRepository.Hash(state));
        var code = (string?)query["code"] is { Length: > 0 and <= MaxCode } text ? text : null;
        var finished = await operation.ExecuteAsync(
            caller, new(state, code, query["error"], query["iss"], context.Request.Cookies[cookie]), cancellationToken);
        context.Response.Cookies.Append(cookie, "", ConnectCookie.Attributes(context.Request, TimeSpan.Zero));
        if (!finished.IsSuccess)
        {
            return ConnectPage.Problem(context, finished.Error);
        }

        return finished.Value.ReturnPath is { } back
            ? TypedResults.Redirect(context.Request.Located(back))
            : ConnectPage.Done(context, finished.Value.Server);
    }

    private static IResult ShowClient(HttpContext context, ClientMetadata metadata, PublicOrigin origin)
    {
        context.Response.Headers.CacheControl = origin.CacheControl("public, max-age=300");
        return ErrorResults.Json(metadata.Document(origin.Of(context.Request)));
    }

    private static async Task<IResult> ListAsync(HttpContext context, ConnectionOperations operations, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        var connections = new JsonArray();
        foreach (var view in await operations.ListAsync(context.GetCaller(), cancellationToken))
        {
            connections.Add((JsonNode)Wire(context.Request, view));
        }

        return ErrorResults.Json(new JsonObject { ["connections"] = connections });
    }

    private static async Task<IResult> DisconnectAsync(
        HttpContext context, string? path, ConnectionOperations operations, CancellationToken cancellationToken)
    {
        var ended = await operations.DisconnectAsync(context.GetCaller(), path ?? "", cancellationToken);
        return ended.IsSuccess
            ? ErrorResults.Json(new JsonObject { ["message"] = "Account disconnected", ["server_path"] = ended.Value })
            : ended.Error.ToResult();
    }

    private static JsonObject Wire(HttpRequest request, ConnectionView view) => new()
    {
        ["server_path"] = view.Server,
        ["server_name"] = view.Name,
        ["provider"] = view.Provider,
        ["status"] = view.Status,
        ["scopes"] = new JsonArray([.. (view.Record?.Scopes ?? []).Select(scope => (JsonNode)scope)]),
        ["connected_at"] = view.Record?.ConnectedAt.ToString("O"),
        ["expires_at"] = view.Record?.ExpiresAt?.ToString("O"),
        ["is_renewed"] = view.Record?.RefreshToken is not null,
        ["connect_path"] = view.ConnectPath is { } path ? request.Located(path) : null,
    };
}
