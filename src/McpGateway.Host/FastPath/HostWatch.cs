using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace McpGateway.Host.FastPath;

/// <summary>
/// Whether somebody watches the host's requests: traces, or the measurement of their time. Then the host has to see every one of them.
/// </summary>
internal sealed class HostWatch(ActivitySource activities, DiagnosticListener diagnostics, IMeterFactory meters)
{
    /// <summary>The host's own: a meter gives an instrument of the same name, unit and description out again.</summary>
    private readonly Lazy<Histogram<double>> _duration = new(() => meters.Create("Microsoft.AspNetCore.Hosting")
        .CreateHistogram<double>("http.server.request.duration", "s", "Duration of HTTP server requests."));

    public bool IsOn => activities.HasListeners() || diagnostics.IsEnabled() || _duration.Value.Enabled;
}
