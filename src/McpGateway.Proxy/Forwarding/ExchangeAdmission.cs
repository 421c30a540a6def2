using McpGateway.Proxy.Admission;
using McpGateway.Proxy.Outbound;
using McpGateway.Proxy.Routing;
using Microsoft.Extensions.Options;

namespace McpGateway.Proxy.Forwarding;

/// <summary>
/// Lets an exchange in before anything of its body is read. Standing streams and calls have budgets of their own, in the process and on
/// each server, and in each a caller has a fair share.
/// </summary>
internal sealed class ExchangeAdmission(UpstreamCircuits servers, IOptions<ProxyOptions> options, TimeProvider clock)
{
    private readonly FairShare _calls = new(options.Value.MaxCalls);
    private readonly FairShare _streams = new(options.Value.MaxStreams);
    private readonly CallRate _rate = new(options.Value.CallsPerMinute, clock);

    /// <returns>A pass to hand back; one that is refused says why.</returns>
    public AdmissionPass Enter(Route route, string caller, bool isStream)
    {
        var wait = _rate.Take(caller);
        return wait > TimeSpan.Zero ? new AdmissionPass { Refusal = AdmissionRefusal.TooFast, RetryAfter = wait }
            : Take(route, caller, isStream);
    }

    /// <summary>A call turns out to open a stream: it no longer counts as a call.</summary>
    public AdmissionPass BecomeStream(Route route, string caller, in AdmissionPass call)
    {
        var stream = Take(route, caller, isStream: true);
        call.Leave();
        return stream;
    }

    private AdmissionPass Take(Route route, string caller, bool isStream)
    {
        var server = servers.Of(route);
        var (all, own) = isStream ? (_streams, server.Streams) : (_calls, server.Calls);
        var result = own.TryTake(caller);
        if (result == ShareResult.Taken)
        {
            result = all.TryTake(caller);
            if (result == ShareResult.Taken)
            {
                return new AdmissionPass(all, own, caller);
            }

            own.Return(caller);
        }

        return new AdmissionPass
        {
            Refusal = result == ShareResult.Full ? AdmissionRefusal.Full : AdmissionRefusal.ShareUsed,
            RetryAfter = TimeSpan.FromSeconds(isStream ? 5 : 1),
        };
    }
}

/// <summary>Room that an exchange takes, until it is handed back.</summary>
internal readonly struct AdmissionPass(FairShare all, FairShare server, string caller)
{
    public AdmissionRefusal Refusal { get; init; }

    public TimeSpan RetryAfter { get; init; }

    public void Leave()
    {
        if (all is not null)
        {
            all.Return(caller);
            server.Return(caller);
        }
    }
}

internal enum AdmissionRefusal
{
    None,

    /// <summary>No room for anybody: 503.</summary>
    Full,

    /// <summary>The caller has its share: 429.</summary>
    ShareUsed,

    /// <summary>The caller asks too often: 429.</summary>
    TooFast,
}
