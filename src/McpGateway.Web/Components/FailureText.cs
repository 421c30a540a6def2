using System.Globalization;
using McpGateway.Core.Health;

namespace McpGateway.Web.Components;

/// <summary>Statuses of the contract as sentences for people, where the check had nothing of its own to say. Pure.</summary>
internal static class FailureText
{
    /// <summary>Of a new server that answers, and takes no calls yet.</summary>
    public const string Held = "It is new: lists show no tool of it, and calls are refused, until a scan has judged it";

    private const string CodePrefix = "unhealthy: status ";

    public static string Of(string status) => status switch
    {
        HealthStatus.Healthy => "It answers.",
        HealthStatus.AuthExpired => "It answers, and refuses the credential that is configured.",
        HealthStatus.Unknown => "It was not checked yet.",
        HealthStatus.Checking => "It is being checked.",
        HealthStatus.Disabled => "It is switched off.",
        HealthStatus.Timeout => "It did not answer in time.",
        HealthStatus.ConnectionError => "No connection could be made: is it running, and is the address right?",
        HealthStatus.EndpointCheckFailed => "Something answers there, but it is no MCP server.",
        HealthStatus.MissingProxyUrl => "It has no address that the gateway could forward to.",
        HealthStatus.SessionFailed => "It began no session and answers no ping.",
        HealthStatus.AllTransportsFailed => "It answers on none of its transports.",
        HealthStatus.CheckBroke => "The check itself broke; the gateway's log says more.",
        _ when status.StartsWith(CodePrefix, StringComparison.Ordinal)
            && int.TryParse(status.AsSpan(CodePrefix.Length), CultureInfo.InvariantCulture, out var code) =>
            string.Create(CultureInfo.InvariantCulture, $"It answers with the error {code}."),
        _ => status,
    };
}
