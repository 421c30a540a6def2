using McpGateway.Cli.Commands;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Doctor;

/// <summary>Whether events arrive when they are sent. A proxy that buffers hands over both at once, a second late.</summary>
internal static class StreamCheck
{
    private const string Name = "streaming";

    /// <summary>Half of the second that lies between the events: less than that apart, they were held back together.</summary>
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(500);

    /// <summary>The stream lasts a second. What has not ended by then will not.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<DoctorCheck> RunAsync(CommandRun run, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience, run.Environment.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await ReadAsync(run, both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return DoctorCheck.Wrong(
                Name,
                $"A stream of one second did not end within {Patience.TotalSeconds:0}: something between here and the gateway holds it.",
                "Let the proxy in front pass on each part of an answer as it comes, and its end.");
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException)
        {
            return Judge(null);
        }
    }

    private static async Task<DoctorCheck> ReadAsync(CommandRun run, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, ApiRoutes.DiagnosticStream.Fill()[1..]);
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await run.Gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            return DoctorCheck.Wrong(
                Name, $"The stream was answered with {(int)response.StatusCode}.", "Check what stands before the gateway.", "warning");
        }

        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        var arrivals = new List<long>();
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                arrivals.Add(run.Environment.Time.GetTimestamp());
            }
        }

        return Judge(arrivals is [var first, var second] ? run.Environment.Time.GetElapsedTime(first, second) : null);
    }

    /// <param name="apart">Time between the two events; null when they did not both come.</param>
    internal static DoctorCheck Judge(TimeSpan? apart) => apart switch
    {
        null => DoctorCheck.Wrong(
            Name,
            "Something between here and the gateway cuts streams short.",
            "Let the proxy in front keep streams open: no limit on the time of an answer."),
        { } time when time < Together => DoctorCheck.Wrong(
            Name,
            "A proxy between here and the gateway holds events back until the answer ends.",
            "Switch its buffering off for the gateway: proxy_buffering off in nginx, no response buffering or compression elsewhere."),
        _ => DoctorCheck.Fine(Name, "events arrive as they are sent"),
    };
}
