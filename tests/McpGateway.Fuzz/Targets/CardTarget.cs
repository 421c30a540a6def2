using System.Text.Json;
using McpGateway.Core.Agents.Cards;
using McpGateway.Foundation.Http;
using McpGateway.Proxy.A2a;

namespace McpGateway.Fuzz.Targets;

/// <summary>
/// Agent cards, from the bytes that were fetched to the card that the gateway shows: a card or what is wrong with it, and what was taken
/// can be shown, leads to the gateway and can be read again.
/// </summary>
internal sealed class CardTarget : FuzzTarget
{
    private const string Address = "https://gw.example/a";

    private static readonly CardPlace Place =
        new(Address, new("https://gw.example/1", "https://gw.example/2", "https://gw.example/3"), AllowsPush: true);

    public override string Name => "card";

    public override long BytesPerByte => 6000;

    public override IReadOnlyList<string> Words { get; } =
    [
        "\"name\":\"n\"", "\"description\":\"d\"", "\"version\":\"1\"", "\"url\":\"https://agent.example/\"",
        "\"protocolVersion\":\"0.3.0\"",
        "\"supportedInterfaces\":[", "\"supported_interfaces\":[", "\"additionalInterfaces\":[", "\"protocolBinding\":\"JSONRPC\"",
        "\"protocolBinding\":\"HTTP+JSON\"", "\"protocolBinding\":\"GRPC\"", "\"transport\":\"JSONRPC\"", "\"preferredTransport\":\"GRPC\"",
        "\"tenant\":\"t\"", "\"capabilities\":{", "\"pushNotifications\":true", "\"skills\":[", "{\"id\":\"s\",\"name\":\"n\"",
        "\"tags\":[\"a\"]", "\"securitySchemes\":{", "\"security\":[", "\"securityRequirements\":[", "\"type\":\"http\"",
        "\"scheme\":\"bearer\"", "\"schemes\":{", "\"list\":[]", "\"signatures\":[", "{\"protected\":\"p\",\"signature\":\"s\"}", "{", "}",
        "[", "]", ",", "\"", "null", "true", "1",
    ];

    public override int Run(byte[] input)
    {
        // The bytes of an extended card come from the agent at each call.
        var rewritten = GatewayCard.Rewrite(input, Place);
        if (StrictJson.ReadObject(input) is not { } json)
        {
            return rewritten is null ? 1 : 2;
        }

        Require(rewritten is not null, "what is taken as a card can be shown");
        var shown = JsonElement.Parse(rewritten!);
        var (hasUrls, isOurs) = Addresses(shown);
        Require(isOurs, "a shown card leads to the gateway");
        Require(!shown.TryGetProperty("signatures", out _), "a shown card has no signature");
        var reading = CardReader.Read(json);
        Require(reading.Card is null == reading.Problems.Count > 0, "a card or problems");
        Require(reading.Problems.All(static problem => problem.Message.Length is > 0 and < 1000), "a problem says what it is, shortly");
        if (reading.Card is not { } card)
        {
            return HashCode.Combine(3, Math.Min(reading.Problems.Count, 12), hasUrls, reading.Problems[0].Field.Length);
        }

        Require(card.Interfaces.Count > 0, "a card says where its agent is");
        var again = CardReader.Read(shown);
        var isCarried = card.Interfaces.Any(static item => item.Binding.ToUpperInvariant() is A2aBinding.JsonRpc or A2aBinding.HttpJson);
        Require(!isCarried || again.Card is not null, "a shown card can be read");
        return HashCode.Combine(
            card.IsVersion1, Math.Min(card.Interfaces.Count, 6), Math.Min(card.Skills.Count, 6), Math.Min(card.SecuritySchemes.Count, 6),
            Math.Min(card.Signatures.Count, 4), isCarried, card.Capabilities.PushNotifications);
    }

    private static (bool HasUrls, bool IsOurs) Addresses(JsonElement card)
    {
        string[] addresses =
        [
            .. A2aCaller.Texts(A2aCaller.Members(card, "url")),
            .. A2aCaller.Texts(
                A2aCaller.Objects(A2aCaller.Members(card, "supportedInterfaces").Concat(A2aCaller.Members(card, "additionalInterfaces")))
                    .SelectMany(static item => A2aCaller.Members(item, "url"))),
        ];
        return (addresses.Length > 0, Array.TrueForAll(addresses, static address => address == Address));
    }
}
