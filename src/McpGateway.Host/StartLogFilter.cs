using Microsoft.Extensions.Options;

namespace McpGateway.Host;

/// <summary>
/// Until the gateway has started, the framework does not log that it could not start: it would log stack traces, and
/// <see cref="StartFailure"/> says it. Configured levels are left as they are.
/// </summary>
internal sealed class StartLogFilter : IPostConfigureOptions<LoggerFilterOptions>
{
    private static readonly string[] Reporters = ["Microsoft.Extensions.Hosting.Internal.Host", "Microsoft.AspNetCore.Server.Kestrel"];

    private volatile bool _hasStarted;

    public void End() => _hasStarted = true;

    public void PostConfigure(string? name, LoggerFilterOptions options)
    {
        LoggerFilterRule[] rules = [.. options.Rules];
        options.Rules.Clear();
        foreach (var rule in rules.DefaultIfEmpty(new(null, null, null, null)))
        {
            options.Rules.Add(new(rule.ProviderName, rule.CategoryName, rule.LogLevel, (provider, category, level) =>
                (_hasStarted || level < LogLevel.Error || !Reporters.Contains(category))
                && rule.Filter?.Invoke(provider, category, level) is not false));
        }
    }
}
