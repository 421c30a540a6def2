using System.Globalization;

namespace McpGateway.Core.Health;

/// <summary>The status strings that clients compare. They never change.</summary>
public static class HealthStatus
{
    public const string Healthy = "healthy";

    /// <summary>Reachable, but it refuses the credential configured for it. Routed: its own callers may bring theirs.</summary>
    public const string AuthExpired = "healthy-auth-expired";

    public const string Unknown = "unknown";
    public const string Checking = "checking";
    public const string Disabled = "disabled";
    public const string Timeout = "unhealthy: timeout";
    public const string ConnectionError = "unhealthy: connection error";

    /// <summary>Something answers, but not an MCP server.</summary>
    public const string EndpointCheckFailed = "unhealthy: endpoint check failed";
    public const string MissingProxyUrl = "unhealthy: missing proxy URL";
    public const string SessionFailed = "unhealthy: session initialization failed and ping without auth failed";
    public const string AllTransportsFailed = "unhealthy: all transport checks failed";

    /// <summary>The check itself broke: a fault of the gateway, which the log describes.</summary>
    public const string CheckBroke = "error: check failed";

    public static string OfCode(int status) => string.Create(CultureInfo.InvariantCulture, $"unhealthy: status {status}");

    /// <summary>Whether no answer came at all. A call that succeeds later proves the contrary.</summary>
    public static bool IsSilent(string status) => status is Timeout or ConnectionError or AllTransportsFailed;

    public static bool IsRoutable(string status) => status is Healthy or AuthExpired;
}
