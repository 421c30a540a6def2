using System.Net;
using Microsoft.Extensions.Options;

namespace McpGateway.Host.Settings;

/// <summary>
/// Judges the settings that the framework reads: its own exceptions say what is wrong with a value and not in which key it stands.
/// </summary>
internal static class HostSettings
{
    private const string Urls = "urls";

    private const string AddressRules = "the host is an IP address, localhost, or * for every address of the machine, and no path follows.";

    /// <exception cref="OptionsValidationException">One failure per key.</exception>
    public static void Check(IConfiguration configuration)
    {
        string[] failures =
        [
            .. UrlProblems(configuration),
            .. EndpointProblems(configuration),
            .. CertificateSettings.Problems(configuration),
            .. LevelProblems(configuration.GetSection("Logging")),
        ];
        if (failures.Length > 0)
        {
            throw new OptionsValidationException(nameof(HostSettings), typeof(HostSettings), failures);
        }
    }

    private static IEnumerable<string> UrlProblems(IConfiguration configuration) =>
        from address in (configuration[Urls] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        where !IsAddress(address)
        select $"--urls (URLS) has '{address}': write addresses such as http://127.0.0.1:7860 or https://*:443, with ';' between them; "
            + AddressRules;

    private static IEnumerable<string> EndpointProblems(IConfiguration configuration)
    {
        foreach (var endpoint in configuration.GetSection("Kestrel:Endpoints").GetChildren())
        {
            if (endpoint["Url"] is not { } url || !IsAddress(url))
            {
                yield return $"{endpoint.Path}:Url must be an address such as https://0.0.0.0:443: {AddressRules}";
            }
        }
    }

    /// <summary>Levels stand in <c>Logging:LogLevel</c> and in <c>Logging:{provider}:LogLevel</c>.</summary>
    private static IEnumerable<string> LevelProblems(IConfigurationSection logging) =>
        from child in logging.GetChildren()
        from levels in child.GetChildren().Prepend(child)
        where IsNamed(levels, "LogLevel")
        from level in levels.GetChildren()
        where level.Value is { Length: > 0 } && !Enum.TryParse<LogLevel>(level.Value, ignoreCase: true, out _)
        select $"{level.Path} is '{level.Value}': it must be one of {string.Join(", ", Enum.GetNames<LogLevel>())}.";

    private static bool IsNamed(IConfigurationSection section, string name) => section.Key.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static bool IsAddress(string text)
    {
        try
        {
            var address = BindingAddress.Parse(text);
            return address.Scheme is "http" or "https"
                && address is { Port: >= 0 and <= ushort.MaxValue, PathBase: "" }
                && (address.IsUnixPipe || address.IsNamedPipe || IsHost(address.Host));
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>
    /// The web server listens on every address for what it does not understand, a mistyped port within the host among it.
    /// </summary>
    private static bool IsHost(string host) =>
        host is "*" or "+" || host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(host, out _);
}
