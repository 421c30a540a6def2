using System.Net;
using ModelContextProtocol;

namespace McpGateway.Core.Health.Probing;

/// <summary>Reads what went wrong with a check out of what was thrown.</summary>
internal static class ProbeFailure
{
    /// <summary>The status string for a failure that nothing softens.</summary>
    public static string StatusOf(Exception failure, ProbeHandler handler) =>
        handler.IsOverLimit || Find<ProbeLimitException>(failure) is not null
        ? HealthStatus.OverLimit
        : failure switch
        {
            OperationCanceledException or TimeoutException => HealthStatus.Timeout,
            HttpRequestException { StatusCode: { } code } => HealthStatus.OfCode((int)code),
            HttpRequestException or IOException => HealthStatus.ConnectionError,
            _ => HealthStatus.OfUpstream(failure),
        };

    /// <summary>Whether the upstream wants a credential that it did not get.</summary>
    public static bool IsAuthRefusal(Exception failure) =>
        failure is HttpRequestException { StatusCode: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden };

    /// <summary>Whether the upstream answered the handshake, though not as hoped.</summary>
    public static bool IsRefusal(Exception failure) =>
        failure is HttpRequestException { StatusCode: not null } or McpException && Find<ProbeLimitException>(failure) is null;

    private static T? Find<T>(Exception failure)
        where T : Exception
    {
        for (Exception? current = failure; current is not null; current = current.InnerException)
        {
            if (current is T found)
            {
                return found;
            }
        }

        return null;
    }
}
