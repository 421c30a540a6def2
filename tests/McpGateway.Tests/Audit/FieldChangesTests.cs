using System.Text.Json;
using McpGateway.Core.Audit.Changes;
using McpGateway.Core.Audit.Masking;

namespace McpGateway.Tests.Audit;

/// <summary>What of a change is written down, and what of it must not be.</summary>
public sealed class FieldChangesTests
{
    [Theory]
    [InlineData("""{"a":1,"b":{"c":"x"}}""", """{"a":1,"b":{"c":"y"}}""", """b.c: "x" -> "y" """)]
    [InlineData("null", """{"a":true}""", "a:  -> true")]
    [InlineData("""{"a":[1,2]}""", "null", "a: [1,2] -> ")]
    [InlineData("""{"a":null}""", """{"a":"x"}""", """a:  -> "x" """)]
    [InlineData("""{"a":1}""", """{"a":1.0}""", "")]
    public void Between_Bodies_TellsWhatDiffers(string before, string after, string expected) =>
        Assert.Equal(expected.Trim(), Text(before, after, null).Trim());

    [Theory]
    [InlineData("password")]
    [InlineData("password_hash")]
    [InlineData("client_secret")]
    [InlineData("clientSecret")]
    [InlineData("Authorization")]
    [InlineData("api-key")]
    [InlineData("refresh_hash")]
    [InlineData("seed")]
    [InlineData("private_key")]
    public void Between_SecretByName_IsMaskedOnBothSides(string name) => Assert.Equal(
        $"{name}: \"********\" -> \"********\"", Text($$"""{"{{name}}":"old"}""", $$"""{"{{name}}":"new"}""", null));

    [Theory]
    [InlineData("token_endpoint")]
    [InlineData("token_url")]
    [InlineData("credentials_not_before")]
    [InlineData("description")]
    public void Between_HarmlessName_IsShown(string name) => Assert.Equal(
        $"{name}:  -> \"value\"", Text("null", $$"""{"{{name}}":"value"}""", null));

    [Theory]
    [InlineData("""{"env":[{"name":"KEY","isSecret":true,"value":"s3cret","default":"s3cret"}]}""")]
    [InlineData("""{"schema":{"properties":{"pin":{"type":"string","writeOnly":true,"default":"s3cret"}}}}""")]
    [InlineData("""{"schema":[{"type":"string","format":"password","examples":["s3cret"]}]}""")]
    [InlineData("""{"credentials":{"anything":"s3cret"}}""")]
    [InlineData("""{"tokens":["s3cret"]}""")]
    [InlineData("""{"list":[{"deep":[{"password":"s3cret"}]}]}""")]
    [InlineData("""{"url":"https://user:s3cret@example.test/path"}""")]
    [InlineData("""{"url":"https://example.test/mcp?key=s3cret"}""")]
    [InlineData("""{"url":"https://example.test/mcp?s3cret"}""")]
    [InlineData("""{"urls":["https://example.test?a=1&key=s3cret#x=s3cret"]}""")]
    [InlineData("""{"text":"Ask https://one.test/?a=1 or wss://user:s3cret@two.test/x?key=s3cret."}""")]
    [InlineData("""{"url":"https://us@er:s3cret@example.test?x=s3cret=s3cret"}""")]
    [InlineData("""{"a":{"b":{"c":{"d":{"e":{"secret":"s3cret"}}}}}}""")]
    public void Between_SecretByAnnotationOrInside_IsMasked(string body) =>
        Assert.DoesNotContain("s3cret", Text("null", body, null), StringComparison.Ordinal);

    [Theory]
    [InlineData("https://example.test/mcp?key=a=b;mode=;c#d", "https://example.test/mcp?key=********;mode=;********#********")]
    [InlineData("https://user:pass@example.test:81/a@b", "https://********@example.test:81/a@b")]
    [InlineData("https://example.test/a@b?", "https://example.test/a@b?")]
    [InlineData("Is it there? a=b://", "Is it there? a=b://")]
    public void Between_Address_ShowsWhereItLeads(string address, string expected) => Assert.Equal(
        $"url:  -> \"{expected}\"", Text("null", $$"""{"url":"{{address}}"}""", null));

    [Fact]
    public void Between_SealedKind_ShowsOnlyWhatIsAllowed() => Assert.Equal(
        "a.name:  -> \"x\"; a.other:  -> \"********\"; count:  -> \"********\"",
        Text("null", """{"a":{"name":"x","other":"y"},"count":7}""", new HashSet<string>(StringComparer.Ordinal) { "name" }));

    [Fact]
    public void Between_VeryLongValue_IsNamedByItsHash()
    {
        var text = Text("null", $$"""{"a":"{{new string('x', 20_000)}}"}""", null);

        Assert.InRange(text.Length, 10, 200);
        Assert.Contains("sha256", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Between_VeryManyFields_AreCountedBeyondTheLimit()
    {
        var members = string.Join(',', Enumerable.Range(0, 500).Select(static number => $"\"f{number}\":{number}"));
        var difference = FieldChanges.Between(null, JsonElement.Parse($"{{{members}}}"), new(null));

        Assert.Equal((500, 200), (difference.Fields.Count, difference.Changes.Count));
    }

    private static string Text(string before, string after, IReadOnlySet<string>? shown)
    {
        var difference = FieldChanges.Between(JsonElement.Parse(before), JsonElement.Parse(after), new FieldMask(shown));
        return string.Join("; ", difference.Changes.Select(static change =>
            $"{change.Field}: {change.Before?.GetRawText()} -> {change.After?.GetRawText()}"));
    }
}
