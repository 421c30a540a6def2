using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Http.Outbound;
using McpGateway.Foundation.Settings;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Audit.Forwarding;

internal static class ForwardServices
{
    private const string HttpName = "audit-forward";

    /// <summary>Adds what sends events of the audit elsewhere. Does nothing while no receiver is configured.</summary>
    public static void AddAuditForwarding(this IServiceCollection services)
    {
        services.AddOptions<ForwardOptions>().BindConfiguration(ForwardOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ForwardOptions>, ForwardOptionsValidator>();
        services.AddShownSettings<ForwardOptions>(ForwardOptions.Section);

        // The operator stated the addresses: they may be anywhere, and behind the system's proxy.
        services.AddOutboundClient(
            HttpName, static _ => new() { Reach = OutboundReach.Stated, UsesSystemProxy = true, MaxResponseBytes = 64 * 1024 });
        services.TryAddSingleton<IReadOnlyList<IAuditReceiver>>(static provider => [.. ReceiversOf(provider)]);
        services.AddSingleton<ICommitGuard, ForwardGuard>();
        services.AddHostedService<AuditForwarder>();
    }

    private static IEnumerable<IAuditReceiver> ReceiversOf(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<ForwardOptions>>().Value;
        if (!string.IsNullOrEmpty(options.SyslogAddress))
        {
            yield return new SyslogReceiver(new(options.SyslogAddress), provider.GetRequiredService<TimeProvider>());
        }

        if (!string.IsNullOrEmpty(options.OtlpEndpoint))
        {
            yield return new OtlpReceiver(new(options.OtlpEndpoint), provider.GetRequiredKeyedService<OutboundHttp>(HttpName));
        }

        if (!string.IsNullOrEmpty(options.HttpUrl))
        {
            yield return new HttpReceiver(
                new(options.HttpUrl), options.HttpSecret, provider.GetRequiredKeyedService<OutboundHttp>(HttpName));
        }
    }
}
