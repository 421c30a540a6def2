using McpGateway.Foundation.Auditing;
using McpGateway.Proxy.Protocol;
using McpGateway.Proxy.Recording;

namespace McpGateway.Core.Audit.Trail;

/// <summary>A call record in the form of an event. Pure.</summary>
internal static class AccessEvent
{
    /// <summary>Servers and agents: records do not say which of the two it was.</summary>
    public const string ResourceType = "mcp_server";

    private const string ResourceMethods = "resources/";

    public static AuditItem Of(CallEntry call) => new(
        new()
        {
            LogType = AuditStreams.McpAccess,
            EventId = call.Id,
            Timestamp = call.At,
            TraceId = call.TraceId,
            Replica = call.Instance,
            Identity = new()
            {
                Username = call.User,
                Subject = call.Subject,
                AuthMethod = Stated(call.AuthMethod),
                ClientId = call.ClientId,
                CredentialHint = call.TokenId,
            },
            Response = new()
            {
                Outcome = OutcomeOf(call),
                StatusCode = call.Status,
                DurationMs = call.DurationMs,
                Reason = call.Reason ?? (call.Outcome == CallOutcomeNames.Forwarded ? null : call.Outcome),
            },
            Action = new() { Operation = call.Method, ResourceType = ResourceType, ResourceId = call.Server, Description = call.Target },
            Authorization = new() { Decision = CallOutcomes.IsRefused(call.Outcome) ? AuditDecisions.Deny : AuditDecisions.Allow },
            McpServer = new(call.Server, $"/{call.Server}"),
            McpRequest = new(
                call.Method,
                call.Method == McpMethods.ToolsCall ? call.Target : null,
                call.Method.StartsWith(ResourceMethods, StringComparison.Ordinal) ? call.Target : null),
            McpResponse = new(call.Outcome, call.DurationMs, call.Reason),
        },
        "");

    private static string OutcomeOf(CallEntry call) => CallOutcomes.IsRefused(call.Outcome) ? AuditOutcomes.Denied
        : CallOutcomes.IsSuccess(call) ? AuditOutcomes.Success
        : AuditOutcomes.Failure;

    private static string? Stated(string text) => text.Length > 0 ? text : null;
}
