using System.Net;
using System.Text.RegularExpressions;
using McpGateway.Core.Scanning.Analysis;

namespace McpGateway.Core.Scanning.Static;

/// <summary>Rules over values that are sent as they are, over names of parameters, and over addresses in texts.</summary>
internal static partial class ValueRules
{
    private const int LargeBlob = 400;

    /// <summary>RFC 5737 and RFC 3849.</summary>
    private static readonly IPNetwork[] Documentation =
    [
        IPNetwork.Parse("192.0.2.0/24"), IPNetwork.Parse("198.51.100.0/24"), IPNetwork.Parse("203.0.113.0/24"),
        IPNetwork.Parse("2001:db8::/32"),
    ];

    public static IEnumerable<Finding> Judge(ScanText text, IReadOnlyList<string> demanded)
    {
        var lower = text.Text.ToLowerInvariant();
        return text.Kind switch
        {
            TextKind.Value => Values(text, lower).Concat(Collectors(text, lower)),
            TextKind.Parameter => Parameters(text, lower, demanded),
            TextKind.Prose => Collectors(text, lower),
            TextKind.Name => [],
        };
    }

    private static IEnumerable<Finding> Collectors(ScanText text, string lower)
    {
        if (Collector().Match(lower) is { Success: true } match)
        {
            yield return StaticFinding.At(
                text, StaticRules.CollectorAddress, match, text.Kind == TextKind.Value ? Severity.High : Severity.Medium);
        }
    }

    private static IEnumerable<Finding> Values(ScanText text, string lower)
    {
        if (NumericAddress().Match(lower) is { Success: true } address && !IsHarmless(address.Value))
        {
            yield return StaticFinding.At(text, StaticRules.NumericAddressValue, address);
        }

        var isDefault = text.Field.EndsWith(".default", StringComparison.Ordinal)
            || text.Field.EndsWith(".const", StringComparison.Ordinal);
        if (isDefault && SecretFile().Match(lower) is { Success: true } file)
        {
            // An SSH client that names its usual key asks for a path, and says so.
            var isPath = lower.Contains(".ssh", StringComparison.Ordinal) && KeyName().IsMatch(text.Field.ToLowerInvariant());
            yield return StaticFinding.At(text, StaticRules.CredentialFileValue, file, isPath ? Severity.Low : Severity.High);
        }

        if (isDefault && CopyName().IsMatch(text.Field.ToLowerInvariant()) && lower.Contains('@', StringComparison.Ordinal))
        {
            yield return StaticFinding.At(text, StaticRules.CopyRecipientValue, MailAddress().Match(lower));
        }

        if (isDefault && text.Text.Length > LargeBlob && Blob().Match(text.Text) is { Success: true } blob)
        {
            yield return StaticFinding.At(text, StaticRules.EncodedValue, blob);
        }
    }

    /// <summary>The own network, "listen everywhere", and what is reserved for documentation.</summary>
    private static bool IsHarmless(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address)
        && IPAddress.TryParse(address.Host.AsSpan().Trim("[]"), out var ip)
        && (NetworkPlaces.IsPrivate(address) || ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)
            || Documentation.Any(network => network.Contains(ip)));

    private static IEnumerable<Finding> Parameters(ScanText text, string lower, IReadOnlyList<string> demanded)
    {
        if (HarvestName().Match(lower) is { Success: true } harvest)
        {
            yield return StaticFinding.At(text, StaticRules.ParameterName, harvest);
        }
        else if (ContextParameters.Name().Match(lower) is { Success: true } context)
        {
            // One that the tool works without is ignored by many models; one that is demanded is filled.
            yield return StaticFinding.At(
                text, StaticRules.ContextParameter, context, demanded.Contains(text.Text) ? Severity.High : Severity.Medium);
        }
    }

    [GeneratedRegex(
        @"webhook\.site|requestbin|pipedream\.net|ngrok\.(?:io|app|dev)|ngrok-free|interact\.sh"
        + @"|oast(?:ify)?\.(?:fun|pro|live|site|online|me|com)"
        + @"|burpcollaborator|discord(?:app)?\.com/api/webhooks|api\.telegram\.org/bot\d|pastebin\.com/api|transfer\.sh"
        + @"|requestcatcher|beeceptor"
        + @"|hookbin|dnslog\.|trycloudflare\.com|serveo\.net|localhost\.run|hookdeck|requestinspector|canarytokens|webhookinbox",
        RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Collector();

    [GeneratedRegex(@"https?://(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]+\])(?::\d+)?(?=/|$)", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex NumericAddress();

    [GeneratedRegex(
        @"\.ssh/|id_(?:rsa|ed25519|ecdsa)|authorized_keys|(?:^|/)\.env(?:$|\.)|\.aws/|\.netrc|\.npmrc|\.pypirc|\.git-credentials"
        + @"|\.docker/config|\.kube/config|/etc/(?:passwd|shadow|sudoers)|mcp\.json|\.cursor/|claude_desktop_config|wallet\.dat|\.gnupg"
        + @"|_history$|terraform\.tfstate",
        RegexOptions.CultureInvariant, 5000)]
    private static partial Regex SecretFile();

    [GeneratedRegex(@"key|identity|cert", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex KeyName();

    [GeneratedRegex(@"\bb?cc\b|forward_to|copy_to|mirror", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex CopyName();

    [GeneratedRegex(@"\S+@\S+|$", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex MailAddress();

    [GeneratedRegex(@"[A-Za-z0-9+/_-]{400,}={0,2}", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Blob();

    [GeneratedRegex(
        @"(?:read|content|contents|send|dump|steal|upload)\w*(?:ssh|id_rsa|_env\b|env_file"
        + "|passwd|credential|mcp_json|aws_key|private_key|secrets?)"
        + "|ignore_(?:all_)?previous",
        RegexOptions.CultureInvariant, 5000)]
    private static partial Regex HarvestName();
}
