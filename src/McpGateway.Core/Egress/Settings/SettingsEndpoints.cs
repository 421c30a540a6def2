using System.Text.Json.Nodes;
using McpGateway.Core.Egress.Storage;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Egress.Settings;

/// <summary><c>/api/egress/servers/{path}</c>.</summary>
internal static class SettingsEndpoints
{
    public static void MapSettings(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/servers/{**path}", GetAsync).WithSummary("How requests to a server get a credential of the caller's own");
        routes.MapPut("/servers/{**path}", PutAsync).WithSummary("State how requests to a server get a credential of the caller's own");
        routes.MapDelete("/servers/{**path}", RemoveAsync).WithSummary("Remove the settings and every account connected under them");
    }

    private static async Task<IResult> GetAsync(
        HttpContext context, string? path, SettingsOperations operations, CancellationToken cancellationToken)
    {
        var found = await operations.GetAsync(context.GetCaller(), path ?? "", cancellationToken);
        return found.IsSuccess ? ErrorResults.Json(Wire(found.Value.Server, found.Value.Settings)) : found.Error.ToResult();
    }

    private static async Task<IResult> PutAsync(
        HttpContext context, string? path, SettingsOperations operations, CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadObjectAsync(context.Request, cancellationToken);
        if (body.Refusal is { } refusal)
        {
            return refusal;
        }

        var draft = EgressRegistration.Read(body.Root);
        if (!draft.IsSuccess)
        {
            return draft.Error.ToResult();
        }

        var stored = await operations.PutAsync(context.GetCaller(), path ?? "", draft.Value, cancellationToken);
        return stored.IsSuccess ? ErrorResults.Json(Wire(stored.Value.Server, stored.Value.Settings)) : stored.Error.ToResult();
    }

    private static async Task<IResult> RemoveAsync(
        HttpContext context, string? path, SettingsOperations operations, CancellationToken cancellationToken)
    {
        var removed = await operations.RemoveAsync(context.GetCaller(), path ?? "", cancellationToken);
        return removed.IsSuccess
            ? ErrorResults.Json(new JsonObject { ["message"] = "Egress settings removed", ["server_path"] = removed.Value })
            : removed.Error.ToResult();
    }

    /// <summary>Never the secret, only whether there is one.</summary>
    private static JsonObject Wire(string server, EgressSettingsRecord settings)
    {
        var wire = EgressResponseMapper.Fields(EgressView.Of(settings, isOutdated: false));
        wire.Insert(0, "server_path", server);
        wire["has_client_secret"] = settings.ClientSecret is not null;
        wire["updated_at"] = settings.UpdatedAt.ToString("O");
        wire["updated_by"] = settings.UpdatedBy;
        return wire;
    }
}
