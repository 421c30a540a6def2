using McpGateway.Proxy.A2a;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.JsonRpc;
using McpGateway.Proxy.Protocol;
using McpGateway.Proxy.Recording;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace McpGateway.Proxy.Forwarding;

/// <summary>What a call to an agent is refused for, in the words and codes of A2A.</summary>
internal sealed class AgentRefusals(Refusals refusals, IOptions<ProxyOptions> options)
{
    /// <summary>Decides by the caller's rights. Null when the call is allowed.</summary>
    public Task? Of(ProxyExchange exchange, A2aOperation operation, RequestWalk walk)
    {
        var method = A2aMethods.NameOf(operation);
        var access = exchange.Access!;
        var verdict = A2aMethods.CarriesMessage(operation) ? access.JudgeMessage(method, walk.Skill)
            : access.AllowsMethod(method) ? MessageVerdict.Allowed
            : MessageVerdict.Denied;
        return verdict switch
        {
            MessageVerdict.SkillMissing => SkillMissingAsync(exchange),
            MessageVerdict.Denied => refusals.DeniedAsync(
                exchange, walk.Skill is null ? method : $"{method} with the skill '{walk.Skill}'"),
            _ when operation != A2aOperation.CreatePushConfig && !walk.AsksForPush => null,
            _ when options.Value.PushNotifications == PushNotificationPolicy.Refused => NoPushAsync(exchange),
            _ => access.AllowsMethod(A2aMethods.CreatePushConfig) ? null : refusals.DeniedAsync(exchange, A2aMethods.CreatePushConfig),
        };
    }

    /// <summary>The answer of a path at which nothing is.</summary>
    public static Task HiddenAsync(ProxyExchange exchange)
    {
        exchange.Outcome = CallOutcome.NotFound;
        return ProxyFallback.NoServerAsync(exchange.Context);
    }

    public static Task NoSuchPathAsync(ProxyExchange exchange)
    {
        var path = exchange.Route.Path;
        return Refusals.NoSuchPathAsync(
            exchange,
            $"The agent takes JSON-RPC at {path}, HTTP+JSON below it ({path}/message:send, {path}/tasks), "
                + $"and its card is at {path}{AgentCards.WellKnown}.");
    }

    public static Task NoBindingAsync(ProxyExchange exchange, string missing, string other) => Refusals.NotFoundAsync(
        exchange, JsonRpcErrors.NotFound, $"The agent does not offer {missing}: use {other}, as its card says.");

    /// <summary>The same for what does not exist and for what is another caller's.</summary>
    public static Task NotFoundAsync(ProxyExchange exchange, string what) =>
        Refusals.NotFoundAsync(exchange, JsonRpcErrors.TaskNotFound, $"{what} not found.");

    public static Task InvalidAsync(ProxyExchange exchange, int code, string message)
    {
        exchange.Outcome = CallOutcome.Invalid;
        return GatewayError.WriteAsync(
            exchange.Context, StatusCodes.Status400BadRequest, "invalid_message", code, message, exchange.Message);
    }

    private static Task SkillMissingAsync(ProxyExchange exchange)
    {
        exchange.Outcome = CallOutcome.Denied;
        return GatewayError.WriteAsync(
            exchange.Context, StatusCodes.Status400BadRequest, "skill_missing", JsonRpcErrors.InvalidParams,
            $"Your scopes allow named skills of '{exchange.Route.Name}' only: name one in the message, "
                + "as \"metadata\": {\"skillId\": \"ID\"} with an id from the agent's card.", exchange.Message);
    }

    private static Task NoPushAsync(ProxyExchange exchange)
    {
        exchange.Outcome = CallOutcome.Denied;
        return GatewayError.WriteAsync(
            exchange.Context, StatusCodes.Status400BadRequest, "push_refused", JsonRpcErrors.PushNotSupported,
            "Push notifications are switched off at this gateway: stream, subscribe or ask for the task instead.", exchange.Message);
    }
}
