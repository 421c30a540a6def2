using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using McpGateway.EndToEndTests.Support;

namespace McpGateway.EndToEndTests.Operations;

/// <summary>What an operator looks at before the next replica is stopped.</summary>
internal static class Rollout
{
    /// <summary>
    /// Waits until calls come to a replica through the proxy: after a refusal nginx leaves it alone for <c>fail_timeout</c>, however ready
    /// it is, and has nobody else when the other one stops.
    /// </summary>
    public static async Task TakesPartAsync(GatewayProcess replica, CancellationToken cancellationToken)
    {
        var process = $"/{replica.ProcessId}";
        await replica.SignInAsync(cancellationToken);
        await Eventually.UntilAsync(async () =>
        {
            using var answer = await replica.Client.GetAsync(
                new Uri("/api/audit/calls?limit=200&method=tools/call", UriKind.Relative), cancellationToken);
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                // The store is as busy as the machine.
                return false;
            }

            var page = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            return page.GetProperty("calls").EnumerateArray().Any(call =>
                call.TryGetProperty("instance", out var instance)
                && instance.GetString()?.EndsWith(process, StringComparison.Ordinal) is true);
        });
    }
}
