using System.Globalization;
using System.Text.Json;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.Doctor;

/// <summary>Whether the gateway and the clock here agree about where and when they are.</summary>
internal static class AddressChecks
{
    /// <summary>Tokens that were issued in the future are refused; a minute is what verifiers forgive.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(60);

    /// <param name="there">The gateway's clock, between <paramref name="before"/> and <paramref name="after"/>.</param>
    public static DoctorCheck Clock(DateTimeOffset there, DateTimeOffset before, DateTimeOffset after)
    {
        var here = before + ((after - before) / 2);
        var apart = (there - here).Duration() - ((after - before) / 2);
        return apart <= Tolerance
            ? DoctorCheck.Fine("clock", "agrees with the clock here")
            : DoctorCheck.Wrong(
                "clock",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The clocks are {apart.TotalSeconds:0} s apart: {there.UtcDateTime:HH:mm:ss} there, "
                    + $"{here.UtcDateTime:HH:mm:ss} here (UTC)."),
                "Let both machines set their clocks by NTP (timedatectl set-ntp true): tokens count as ended, or not yet begun.");
    }

    /// <summary>
    /// Compares the address that works from here with the one that the gateway tells clients. They differ when <c>PUBLIC_URL</c> is wrong,
    /// or when a proxy in front does not pass on, or may not pass on, how it was called.
    /// </summary>
    /// <param name="address">The address that is used here.</param>
    /// <param name="told">What the gateway states in its metadata.</param>
    /// <param name="report">Its diagnostics; <c>Undefined</c> for who may not see them.</param>
    public static DoctorCheck PublicAddress(Uri address, string told, JsonElement report)
    {
        var used = address.AbsoluteUri.TrimEnd('/');
        if (string.Equals(used, told.TrimEnd('/'), StringComparison.OrdinalIgnoreCase))
        {
            return DoctorCheck.Fine("public-address", told);
        }

        if (report.Text("public_url") is { Length: > 0 } configured)
        {
            return DoctorCheck.Wrong(
                "public-address",
                $"The gateway is reached at {used} and tells clients that it is {configured}.",
                $"Set PUBLIC_URL to the address that clients use, such as PUBLIC_URL={used}, or use the other address here.");
        }

        var untrusted = report.At("request").Joined("untrusted_headers");
        return untrusted.Length > 0
            ? DoctorCheck.Wrong(
                "public-address",
                $"The gateway is reached at {used} and takes itself for {told}: it does not trust the proxy that sent {untrusted}.",
                "List the proxy's address in TRUSTED_PROXIES, or set PUBLIC_URL.")
            : DoctorCheck.Wrong(
                "public-address",
                $"The gateway is reached at {used} and takes itself for {told}: the proxy in front says nothing of how it was called.",
                "Have the proxy send X-Forwarded-Proto and X-Forwarded-Host and list it in TRUSTED_PROXIES, or set PUBLIC_URL.");
    }
}
