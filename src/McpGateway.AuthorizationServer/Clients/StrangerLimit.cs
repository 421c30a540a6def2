using System.Threading.RateLimiting;
using McpGateway.AuthorizationServer.Protocol;
using McpGateway.Identity.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace McpGateway.AuthorizationServer.Clients;

/// <summary>
/// How much strangers may cause from one address in an hour (<see cref="OAuthOptions.AnonymousRequestsPerHour"/>), for each use of the
/// policy on its own. On this replica only: a bound on harm, not a quota.
/// </summary>
internal sealed class StrangerLimit(IOptions<OAuthOptions> options) : IRateLimiterPolicy<int>
{
    /// <summary>Name of the policy of registrations (RFC 7591).</summary>
    public const string Registrations = "registrations";

    /// <summary>Name of the policy of device authorizations (RFC 8628).</summary>
    public const string DeviceCodes = "device-codes";

    /// <summary>
    /// Addresses that meet in one counter are told apart no more. A hash with a seed of this process decides, so nobody can choose whom to
    /// meet, and however many addresses somebody has, the counters fill no more memory than this.
    /// </summary>
    private const int Counters = 16_384;

    public Func<OnRejectedContext, CancellationToken, ValueTask> OnRejected { get; } = static (rejected, _) =>
        new(OAuthErrors.TooMany().ToOAuthResult(rejected.HttpContext).ExecuteAsync(rejected.HttpContext));

    public RateLimitPartition<int> GetPartition(HttpContext httpContext) => PartitionOf(ClientAddress.Of(httpContext));

    /// <summary>The counter of an address.</summary>
    public RateLimitPartition<int> PartitionOf(string address) => RateLimitPartition.GetFixedWindowLimiter(
        (string.GetHashCode(address, StringComparison.Ordinal) & int.MaxValue) % Counters,
        _ => new FixedWindowRateLimiterOptions { PermitLimit = options.Value.AnonymousRequestsPerHour, Window = TimeSpan.FromHours(1) });
}
