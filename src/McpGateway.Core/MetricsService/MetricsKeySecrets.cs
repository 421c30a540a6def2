using McpGateway.Proxy.Access;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.MetricsService;

/// <summary>The keys that may send metrics, to be kept from upstreams.</summary>
internal sealed class MetricsKeySecrets(IOptions<MetricsServiceOptions> options, IConfiguration configuration) : IStatedSecrets
{
    public IEnumerable<string> Secrets => MetricsKeys.Stated(options.Value, configuration).Select(static pair => pair.Key);
}
