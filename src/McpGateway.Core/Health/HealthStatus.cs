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
    public const string EndpointCheckFailed = "unhealthy: endpoint check failed";
    public const string MissingProxyUrl = "unhealthy: missing proxy URL";
    public const string SessionFailed = "unhealthy: session initialization failed and ping without auth failed";
    public const string AuthFailed = "unhealthy: auth failed and ping without auth failed";
    public const string AllTransportsFailed = "unhealthy: all transport checks failed";

    /// <summary>The upstream sent or asked for too much.</summary>
    public const string OverLimit = "unhealthy: ProbeLimitException";

    public static string OfCode(int status) => string.Create(CultureInfo.InvariantCulture, $"unhealthy: status {status}");

    /// <summary>The upstream answered with something that is no MCP.</summary>
    public static string OfUpstream(Exception failure) => $"unhealthy: {NameOf(failure)}";

    /// <summary>The check itself broke.</summary>
    public static string OfCheck(Exception failure) => $"error: {NameOf(failure)}";

    public static bool IsRoutable(string status) => status is Healthy or AuthExpired;

    private static string NameOf(Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure.GetType().Name;
    }
}
