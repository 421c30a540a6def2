using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Access.Endpoints;
using McpGateway.Core.Registry.Endpoints;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Admission.Webhooks;

/// <summary>Webhooks and the log of their deliveries: <c>/api/webhooks</c>, for administrators.</summary>
internal static class WebhookEndpoints
{
    private static readonly Error Shape = new(
        ErrorKind.Unprocessable,
        """The body must be {"name":"…","url":"https://…","events":["registration"],"secret":"…","auth_header":"…","auth_value":"…"}""");

    public static void MapWebhooks(this IEndpointRouteBuilder routes)
    {
        var webhooks = routes.MapGroup("/api/webhooks").WithTags("Webhooks").RequireAdministrator(ManageWebhooks.AdminsOnly.Detail);
        webhooks.MapGet("", ListAsync).WithSummary("Webhooks, without their secrets");
        webhooks.MapPost("", CreateAsync).WithSummary("Make a webhook; the answer alone shows its secret");
        webhooks.MapPut("/{id}", UpdateAsync).WithSummary("Change a webhook; secrets that are left out stay");
        webhooks.MapDelete("/{id}", RemoveAsync).WithSummary("Remove a webhook and its log");
        webhooks.MapGet("/{id}/deliveries", DeliveriesAsync)
            .WithSummary("The last deliveries, the newest first; 'configured' for the webhook of the environment");
        webhooks.MapPost("/{id}/test", TestAsync).WithSummary("Send something to a webhook");
    }

    private static async Task<IResult> ListAsync(HttpContext context, ManageWebhooks manage, CancellationToken cancellationToken)
    {
        var outcome = await manage.ListAsync(context.GetCaller(), cancellationToken);
        return outcome.IsSuccess
            ? ErrorResults.Json(new JsonObject { ["webhooks"] = new JsonArray([.. outcome.Value.Select(static webhook => Of(webhook))]) })
            : outcome.Error.ToResult();
    }

    private static async Task<IResult> CreateAsync(HttpContext context, ManageWebhooks manage, CancellationToken cancellationToken)
    {
        var draft = await ReadAsync(context.Request, cancellationToken);
        if (!draft.IsSuccess)
        {
            return draft.Error.ToResult();
        }

        var (stated, body) = draft.Value;
        var outcome = await manage.CreateAsync(context.GetCaller(), stated, cancellationToken);
        if (!outcome.IsSuccess)
        {
            return outcome.Error.WithInput(body).ToResult();
        }

        var made = Of(outcome.Value);
        made["secret"] = outcome.Value.Secret;
        return ErrorResults.Json(made, StatusCodes.Status201Created);
    }

    private static async Task<IResult> UpdateAsync(
        HttpContext context, string id, ManageWebhooks manage, CancellationToken cancellationToken)
    {
        var draft = await ReadAsync(context.Request, cancellationToken);
        if (!draft.IsSuccess)
        {
            return draft.Error.ToResult();
        }

        var (stated, body) = draft.Value;
        var outcome = await manage.UpdateAsync(context.GetCaller(), id, stated, cancellationToken);
        return outcome.IsSuccess ? Answer(outcome) : outcome.Error.WithInput(body).ToResult();
    }

    private static async Task<IResult> RemoveAsync(
        HttpContext context, string id, ManageWebhooks manage, CancellationToken cancellationToken) =>
        Answer(await manage.RemoveAsync(context.GetCaller(), id, cancellationToken));

    private static async Task<IResult> TestAsync(
        HttpContext context, string id, ManageWebhooks manage, CancellationToken cancellationToken) =>
        Answer(await manage.TestAsync(context.GetCaller(), id, cancellationToken));

    private static async Task<IResult> DeliveriesAsync(
        HttpContext context, string id, ManageWebhooks manage, CancellationToken cancellationToken)
    {
        var outcome = await manage.DeliveriesAsync(context.GetCaller(), id, cancellationToken);
        return outcome.IsSuccess
            ? ErrorResults.Json(new JsonObject { ["deliveries"] = new JsonArray([.. outcome.Value.Select(Of)]) })
            : outcome.Error.ToResult();
    }

    private static IResult Answer(Result<WebhookRecord> outcome) =>
        outcome.IsSuccess ? ErrorResults.Json(Of(outcome.Value)) : outcome.Error.ToResult();

    private static JsonObject Of(WebhookRecord webhook) => new()
    {
        ["id"] = webhook.Id,
        ["name"] = webhook.Name,
        ["url"] = webhook.Url,
        ["events"] = AccessJson.Names(webhook.Events),
        ["enabled"] = webhook.IsEnabled,
        ["is_signed"] = webhook.Secret is { Length: > 0 },
        ["auth_header"] = webhook.AuthHeader,
        ["created_by"] = webhook.CreatedBy,
        ["created_at"] = WireTime.WithOffset(webhook.CreatedAt),
    };

    private static JsonObject Of(WebhookDelivery delivery) => new()
    {
        ["id"] = delivery.Id,
        ["event_type"] = delivery.EventType,
        ["registration_type"] = delivery.AssetType,
        ["path"] = delivery.Path,
        ["at"] = WireTime.WithOffset(delivery.At),
        ["attempts"] = delivery.Attempts,
        ["tried_at"] = WireTime.WithOffset(delivery.TriedAt),
        ["status"] = delivery.Status,
        ["state"] = delivery.State,
        ["problem"] = delivery.Problem,
    };

    private static async Task<Result<(WebhookDraft Draft, JsonElement Body)>> ReadAsync(
        HttpRequest request, CancellationToken cancellationToken)
    {
        if (await JsonBody.ReadTextAsync(request, cancellationToken) is not { } text)
        {
            return new Error(ErrorKind.TooLarge, "The body is too large");
        }

        return JsonBody.ParseStrict(text) is { } body && WebhookDraft.Read(body) is { } draft ? (draft, body) : Shape;
    }
}
