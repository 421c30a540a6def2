using System.Diagnostics;

namespace McpGateway.Proxy.Forwarding;

/// <summary>What is traced of one exchange. There is none where nobody listens, so that a call carries one reference for it.</summary>
internal sealed class ExchangeTrace
{
    /// <summary>The span of the exchange; null when it is not recorded, or not yet begun.</summary>
    public Activity? Span { get; set; }

    /// <summary>The span of what the upstream does; null when it is not recorded.</summary>
    public Activity? UpstreamSpan { get; set; }

    /// <summary>What the process was doing when it began the exchange itself.</summary>
    public ActivityContext? Parent { get; set; }

    /// <summary>Where the client's trace context is in the body; null when it is not there.</summary>
    public Range? Text { get; set; }
}
