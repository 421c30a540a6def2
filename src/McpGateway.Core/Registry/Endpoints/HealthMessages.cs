using McpGateway.Core.Registry.Servers;

namespace McpGateway.Core.Registry.Endpoints;

/// <summary>Reduces the checker's own words to the four that clients of lists accept.</summary>
internal static class HealthMessages
{
    /// <summary>The same and one more: a server that is up but wants a credential that the gateway does not have.</summary>
    public static string StateOf(HealthView health) => health.Finding.NeedsCredentials ? "needs-credentials" : Normalise(health.Status);

    public static string Normalise(string status)
    {
        if (status.Contains("unhealthy", StringComparison.OrdinalIgnoreCase)
            || status.Contains("error", StringComparison.OrdinalIgnoreCase))
        {
            return "unhealthy";
        }

        return status.Contains("healthy", StringComparison.OrdinalIgnoreCase) ? "healthy"
            : status.Contains("disabled", StringComparison.OrdinalIgnoreCase) ? "disabled"
            : "unknown";
    }
}
