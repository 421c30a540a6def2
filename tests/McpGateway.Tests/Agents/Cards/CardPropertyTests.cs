using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Agents.Cards;

namespace McpGateway.Tests.Agents.Cards;

/// <summary>Cards come from strangers: whatever is put wherever into one, it is a card or it is explained.</summary>
public sealed class CardPropertyTests
{
    private static readonly string[] Values =
    [
        "null", "true", "0", "-1e400", "\"\"", "\" \"", "\"text\"", "\"\\u202e\"", "\"http://[::1\"", "\"https://a.example/\"", "[]", "{}",
        "[null]", "[[]]", "{\"\":null}", "[{\"id\":5}]", "{\"type\":\"oauth2\",\"flows\":[]}", "{\"schemes\":[]}",
        "[{\"schemes\":{\"a\":{}}}]",
    ];

    private static readonly Gen<(bool IsVersion1, int Place, string Value)> Changes =
        from isVersion1 in Gen.Elements(true, false)
        from place in Gen.Choose(0, 200)
        from value in Gen.Elements(Values)
        select (isVersion1, place, value);

    [Fact]
    public void Read_AnyChange_GivesACardOrTheReasons()
    {
        foreach (var changes in Changes.NonEmptyListOf().Sample(2000))
        {
            var card = changes[0].IsVersion1 ? TestCards.Version1() : TestCards.Version03();
            foreach (var change in changes.Take(3))
            {
                Put(card, change.Place, change.Value);
            }

            var json = card.Element();
            var reading = CardReader.Read(json);

            Assert.NotEqual(reading.Card is null, reading.Problems.Count == 0);
            if (reading.Card is { } read)
            {
                Assert.NotEmpty(read.Name.Trim());
                Assert.All(read.Interfaces, static item => Assert.True(Uri.TryCreate(item.Url, UriKind.Absolute, out _)));
            }

            Assert.Equal(JsonValueKind.Object, CardSpelling.OfProtocol(json).ValueKind);
        }
    }

    [Fact]
    public void Write_CanonicalForm_IsAFixedPoint()
    {
        foreach (var change in Changes.Sample(500))
        {
            var card = change.IsVersion1 ? TestCards.Version1() : TestCards.Version03();
            Put(card, change.Place, change.Value == "-1e400" ? "0.1" : change.Value);
            var once = CanonicalJson.Write(card.Element());

            Assert.Equal(once, CanonicalJson.Write(JsonElement.Parse(once)));
            Assert.Empty(CardDiff.Of(card.Element(), JsonElement.Parse(once)));
        }
    }

    /// <summary>Replaces the value at a place, counted through the whole card.</summary>
    private static void Put(JsonObject card, int place, string value)
    {
        var places = Places(card).ToArray();
        var (parent, name) = places[place % places.Length];
        if (parent is JsonArray list)
        {
            list[int.Parse(name, CultureInfo.InvariantCulture)] = JsonNode.Parse(value);
        }
        else
        {
            parent[name] = JsonNode.Parse(value);
        }
    }

    private static IEnumerable<(JsonNode Parent, string Name)> Places(JsonNode node)
    {
        IEnumerable<(string Name, JsonNode? Value)> members = node switch
        {
            JsonObject part => part.Select(static member => (member.Key, member.Value)),
            JsonArray list => list.Select(static (item, index) => (index.ToString(CultureInfo.InvariantCulture), item)),
            _ => [],
        };
        foreach (var (name, value) in members)
        {
            yield return (node, name);
            foreach (var below in value is null ? [] : Places(value))
            {
                yield return below;
            }
        }
    }
}
