using System.Diagnostics;
using System.Globalization;

namespace McpGateway.Load;

/// <summary>One run of wrk.</summary>
internal sealed record WrkResult(double RequestsPerSecond, double P50, double P99, int Errors, int Refused)
{
    public static async Task<WrkResult> RunAsync(string url, string? token, int connections, int seconds)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "tools-call.lua");
        var threads = Math.Min(2, connections).ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo("wrk", ["-t" + threads, $"-c{connections}", $"-d{seconds}s", "--latency", "-s", script, url])
        {
            RedirectStandardOutput = true,
        };
        if (token is not null)
        {
            start.Environment["TOKEN"] = token;
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var line = output.Split('\n').LastOrDefault(text => text.StartsWith("RESULT ", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"wrk printed no result:\n{output}");
        var fields = line.Split(' ');
        double Field(int index) => double.Parse(fields[index], CultureInfo.InvariantCulture);
        return new(Field(1), Field(2), Field(3), (int)Field(4), (int)Field(5));
    }
}
