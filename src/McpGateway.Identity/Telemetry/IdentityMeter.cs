using System.Diagnostics;
using System.Diagnostics.Metrics;
using McpGateway.Foundation;

namespace McpGateway.Identity.Telemetry;

/// <summary>What sign-in and tokens come to, as metrics and spans. Who it was is in neither.</summary>
public sealed class IdentityMeter
{
    private static readonly ActivitySource Source = new(SpanSources.Identity);

    private readonly Counter<long> _signIns;
    private readonly Counter<long> _tokens;
    private readonly Counter<long> _lookups;

    public IdentityMeter(IMeterFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        var meter = factory.Create(Instruments.IdentityMeter);
        _signIns = meter.CreateCounter<long>(Instruments.SignIns, "{sign_in}", "Sign-ins of people, by what became of them.");
        _tokens = meter.CreateCounter<long>(Instruments.TokensIssued, "{token}", "Tokens that the gateway signed.");
        _lookups = meter.CreateCounter<long>(
            Instruments.CredentialLookups, "{lookup}", "Bearer tokens, by whether they had been verified before (hit) or not (miss).");
    }

    /// <summary>A step that takes a while; null when nobody listens.</summary>
    /// <param name="name">Of few names.</param>
    public static Activity? Begin(string name) => Source.StartActivity(name);

    /// <param name="provider">Where the account is; <c>local</c> for the gateway's own.</param>
    /// <param name="result"><c>success</c>, <c>refused</c> or <c>throttled</c>.</param>
    internal void SignedIn(string provider, string result) => _signIns.Add(1, new("provider", provider), new("result", result));

    internal void Issued(string method) => _tokens.Add(1, new KeyValuePair<string, object?>("method", method));

    internal void LookedUp(bool isHit)
    {
        if (_lookups.Enabled)
        {
            _lookups.Add(1, new KeyValuePair<string, object?>("result", isHit ? "hit" : "miss"));
        }
    }
}
