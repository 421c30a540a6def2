using Microsoft.Extensions.Options;

namespace McpGateway.Proxy;

/// <summary>By hand: the generated validator does not take the messages that name the configuration key.</summary>
internal sealed class ProxyOptionsValidator : IValidateOptions<ProxyOptions>
{
    private const int MaxBytes = 256 * 1024 * 1024;

    public ValidateOptionsResult Validate(string? name, ProxyOptions options)
    {
        var failures = new List<string>();
        Check(nameof(options.MaxRequestBytes), options.MaxRequestBytes, 1024, MaxBytes);
        Check(nameof(options.MaxFilteredBytes), options.MaxFilteredBytes, 1024, MaxBytes);
        Check(nameof(options.MaxConcurrentPerServer), options.MaxConcurrentPerServer, 1, 1_000_000);
        Check(nameof(options.MaxStreamsPerServer), options.MaxStreamsPerServer, 1, 1_000_000);
        Check(nameof(options.MaxCalls), options.MaxCalls, 1, 1_000_000);
        Check(nameof(options.MaxStreams), options.MaxStreams, 1, 1_000_000);
        Check(nameof(options.CallsPerMinute), options.CallsPerMinute, 0, 10_000_000);
        Check(nameof(options.MaxBufferedBytes), options.MaxBufferedBytes, 1024 * 1024, 64L * 1024 * 1024 * 1024);
        Check(nameof(options.CallersToBreak), options.CallersToBreak, 1, 1000);
        Check(nameof(options.MaxConnectionsPerUpstream), options.MaxConnectionsPerUpstream, 1, 1_000_000);
        Check(nameof(options.FailuresToBreak), options.FailuresToBreak, 1, 1000);
        Check(nameof(options.KeepAliveInterval), options.KeepAliveInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Check(nameof(options.BreakDuration), options.BreakDuration, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10));
        foreach (var origin in options.AllowedOrigins.Where(origin => !IsOrigin(origin)))
        {
            failures.Add($"{ProxyOptions.Section}:{nameof(options.AllowedOrigins)} has '{origin}': "
                + "write an origin such as https://chat.example.com, without a path.");
        }

        foreach (var path in options.OriginHeadersTo.Where(path => path != "*" && !path.StartsWith('/')))
        {
            failures.Add(
                $"{ProxyOptions.Section}:{nameof(options.OriginHeadersTo)} has '{path}': "
                    + "write a server's path such as /team/github, or *.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void Check<T>(string key, T value, T least, T most)
            where T : IComparable<T>
        {
            if (RangeProblem($"{ProxyOptions.Section}:{key}", value, least, most) is { } problem)
            {
                failures.Add(problem);
            }
        }
    }

    /// <returns>Null when the value is within the range.</returns>
    internal static string? RangeProblem<T>(string key, T value, T least, T most)
        where T : IComparable<T> =>
        value.CompareTo(least) < 0 || value.CompareTo(most) > 0 ? $"{key} is {value}: it must be between {least} and {most}." : null;

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && uri.GetLeftPart(UriPartial.Authority).Equals(text, StringComparison.OrdinalIgnoreCase);
}
