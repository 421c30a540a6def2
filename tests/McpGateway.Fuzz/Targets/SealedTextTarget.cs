using System.Text;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Routing;
using McpGateway.Proxy.Sessions;

namespace McpGateway.Fuzz.Targets;

/// <summary>Sealed session ids: nothing opens that was not sealed, and what was sealed opens to the same text.</summary>
internal sealed class SealedTextTarget : FuzzTarget
{
    private static readonly SessionSealer Sealer = new(new FixedKey());
    private static readonly Route Server = new() { Path = "/s", Upstream = new Uri("http://up.example/"), State = RouteState.Ready };
    private static readonly ProxyCaller Caller = new()
    {
        Subject = "s",
        UserName = "u",
        ClientId = "",
        Scopes = "",
        AuthMethod = "",
        Principal = "p",
    };

    public override string Name => "sealed";

    public override IReadOnlyList<string> Words { get; } = ["A", "AAAA", "-", "_", "=", "%", " ", "AQ"];

    public override int Run(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        Require(!Sealer.TryOpen(SealPurpose.SessionId, text, Caller, Server, out _), "what was not sealed does not open");
        if (Sealer.Seal(SealPurpose.SessionId, text, Caller, Server) is not { } sealedText)
        {
            Require(input.Length == 0 || Encoding.UTF8.GetByteCount(text) > 4096, "only the empty and the too long are refused");
            return 1;
        }

        Require(!sealedText.AsSpan().ContainsAnyExceptInRange('!', '~'), "visible ASCII");
        Require(Sealer.TryOpen(SealPurpose.SessionId, sealedText, Caller, Server, out var opened) && opened == text,
            "it opens to the same text");
        Require(!Sealer.TryOpen(SealPurpose.MessageAddress, sealedText, Caller, Server, out _), "for one purpose only");
        var index = input.Length % sealedText.Length;
        var changed = sealedText[..index] + (sealedText[index] == 'A' ? 'B' : 'A') + sealedText[(index + 1)..];
        Require(!Sealer.TryOpen(SealPurpose.SessionId, changed, Caller, Server, out var other) || other == text,
            "a changed text opens to nothing else");
        return HashCode.Combine(sealedText.Length % 4, text.Length > 100);
    }

    private sealed class FixedKey : ISessionKeyProvider
    {
        public ReadOnlyMemory<byte> Key { get; } = new byte[32];
    }
}
