using System.Net;
using System.Text;
using McpGateway.Foundation;
using McpGateway.Foundation.Pages;
using McpGateway.Identity.Tokens;
using McpGateway.Proxy.Outbound;

namespace McpGateway.Fuzz.Targets;

/// <summary>Foreign text on its way to a page or a log line.</summary>
internal sealed class VisibleTextTarget : FuzzTarget
{
    public override string Name => "text";

    public override long BytesPerByte => 300;

    public override IReadOnlyList<string> Words { get; } =
        ["\u202e", "\u200b", "\u2028", "\r\n", "\u001b[31m", "\U000E0041", "\u00ad", "⟨U+", "é", "\U0001F600"];

    public override int Run(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        var shown = VisibleText.Show(text);
        Require(VisibleText.Show(shown) == shown, "what is visible stays");
        Require(!shown.Any(char.IsControl), "no control characters");
        var logged = LogText.Clean(text);
        Require(logged.Length is > 0 and <= 129 && !logged.Any(char.IsControl), "one short line");
        Require(!VisibleText.ShowLines(text).Contains('\u202e', StringComparison.Ordinal), "no direction overrides");
        var start = VisibleText.ShowStart(text, input.Length / 2);
        return HashCode.Combine(shown == text, logged == text, start.Length > text.Length);
    }
}

/// <summary>Addresses: whatever is written, none that must never be dialled passes, and no foreign resource is the gateway's.</summary>
internal sealed class AddressTarget : FuzzTarget
{
    public override string Name => "address";

    public override IReadOnlyList<string> Words { get; } =
    [
        "http://", "https://", "169.254.169.254", "[::ffff:169.254.169.254]", "127.0.0.1", "localhost", "0x7f.1", "2130706433", "[::1]",
        "@", ":80", "/", ".", "%2e",
        "[64:ff9b::a9fe:a9fe]", "http://g.example", "/s/mcp",
    ];

    public override int Run(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        var resource = ResourceUri.Canonical(text, "http://g.example");
        Require(resource is null || new Uri(resource).Authority == "g.example", "a resource is the gateway's");
        if (IPAddress.TryParse(text, out var ip) && !ip.IsIPv4MappedToIPv6
            && ip.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork)
        {
            Require(AddressClassifier.Classify(ip) == AddressClassifier.Classify(ip.MapToIPv6()), "mapped, an address stays what it is");
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var address))
        {
            return resource is null ? 1 : 2;
        }

        var strict = OutboundGuard.Problem(address, allowsPrivateAddresses: false);
        var open = OutboundGuard.Problem(address, allowsPrivateAddresses: true);
        Require(open is null || strict is not null, "what is refused by the open policy is refused by the strict one");
        var isLiteral = IPAddress.TryParse(address.Host.Trim('[', ']'), out var literal);
        Require(!isLiteral || open is not null || AddressClassifier.Classify(literal!) != AddressClass.Forbidden,
            "a forbidden address is refused");
        return HashCode.Combine(strict is null, open is null, isLiteral, resource is null);
    }
}
