using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Foundation.Http;

namespace McpGateway.Tests.Foundation.Http;

public sealed class StrictJsonTests
{
    public static TheoryData<string, byte[], bool> Texts => new()
    {
        { "object", "{}"u8.ToArray(), true },
        { "white space", " {\"a\" : 1}\n"u8.ToArray(), true },
        { "nothing", [], false },
        { "array", "[]"u8.ToArray(), false },
        { "text", "\"a\""u8.ToArray(), false },
        { "null", "null"u8.ToArray(), false },
        { "byte order mark", "\uFEFF{}"u8.ToArray(), false },
        { "trailing data", "{}{}"u8.ToArray(), false },
        { "trailing comma", "{\"a\":1,}"u8.ToArray(), false },
        { "comment", "{/*c*/\"a\":1}"u8.ToArray(), false },
        { "line comment", "{}//c"u8.ToArray(), false },
        { "duplicate", "{\"a\":1,\"a\":1}"u8.ToArray(), false },
        { "escaped duplicate", "{\"a\":1,\"\\u0061\":2}"u8.ToArray(), false },
        { "inner duplicate", "{\"x\":[{\"a\":1,\"a\":2}]}"u8.ToArray(), false },
        { "names that differ in case", "{\"a\":1,\"A\":2}"u8.ToArray(), true },
        { "lone surrogate", "{\"a\":\"\\ud800\"}"u8.ToArray(), false },
        { "lone surrogate in a name", "{\"\\udc00\":1}"u8.ToArray(), false },
        { "pair", "{\"a\":\"\\ud83d\\ude00\"}"u8.ToArray(), true },
        { "invalid UTF-8", [.. "{\"a\":\""u8, 0xff, .. "\"}"u8], false },
        { "overlong UTF-8", [.. "{\"a\":\""u8, 0xc0, 0xaf, .. "\"}"u8], false },
        { "sixteen levels", Nested(16), true },
        { "seventeen levels", Nested(17), false },
        { "single quotes", "{'a':1}"u8.ToArray(), false },
        { "NaN", "{\"a\":NaN}"u8.ToArray(), false },
        { "leading zero", "{\"a\":01}"u8.ToArray(), false },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void ReadObject_Text_TakenOnlyWhenItReadsOneWay(string what, byte[] json, bool expected)
    {
        Assert.NotEmpty(what);
        Assert.Equal(expected, StrictJson.ReadObject(json) is not null);
    }

    [Fact]
    public void ReadObject_Bytes_MayBeReusedAfterwards()
    {
        var json = "{\"a\":\"before\"}"u8.ToArray();
        var read = StrictJson.ReadObject(json)!.Value;

        Array.Fill(json, (byte)'x');

        Assert.Equal("before", read.GetProperty("a").GetString());
    }

    /// <summary>Whatever is taken can be read to its last text: no exception waits in it.</summary>
    [Fact]
    public void ReadObject_AnyMutation_IsRefusedOrReadsThrough() =>
        Prop.ForAll(Mutations().ToArbitrary(), json => StrictJson.ReadObject(json) is not { } read || ReadsThrough(read))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(4000));

    [Theory]
    [InlineData("""{}""", true, null)]
    [InlineData("""{"a":"x"}""", true, "x")]
    [InlineData("""{"a":""}""", true, "")]
    [InlineData("""{"a":null}""", false, null)]
    [InlineData("""{"a":1}""", false, null)]
    [InlineData("""{"a":true}""", false, null)]
    [InlineData("""{"a":["x"]}""", false, null)]
    [InlineData("""{"a":"\ud800"}""", false, null)]
    [InlineData("[]", false, null)]
    [InlineData("\"a\"", false, null)]
    [InlineData("7", false, null)]
    [InlineData("null", false, null)]
    public void TryReadString_Member_AbsentOrAText(string json, bool expected, string? value)
    {
        Assert.Equal(expected, StrictJson.TryReadString(JsonElement.Parse(json), "a", out var read));
        Assert.Equal(value, read);
    }

    [Theory]
    [InlineData("""{}""", true, new string[0])]
    [InlineData("""{"a":"x"}""", true, new[] { "x" })]
    [InlineData("""{"a":[]}""", true, new string[0])]
    [InlineData("""{"a":["x","y","x"]}""", true, new[] { "x", "y", "x" })]
    [InlineData("""{"a":["x",1]}""", false, new string[0])]
    [InlineData("""{"a":["x",null]}""", false, new string[0])]
    [InlineData("""{"a":null}""", false, new string[0])]
    [InlineData("""{"a":{"x":1}}""", false, new string[0])]
    [InlineData("""{"a":["\udfff"]}""", false, new string[0])]
    [InlineData("[]", false, new string[0])]
    [InlineData("null", false, new string[0])]
    public void TryReadStrings_Member_AbsentATextOrAListOfTexts(string json, bool expected, string[] values)
    {
        Assert.Equal(expected, StrictJson.TryReadStrings(JsonElement.Parse(json), "a", out var read));
        Assert.Equal(values, read);
    }

    private static Gen<byte[]> Mutations() =>
        from at in Gen.Choose(0, 60)
        from piece in Gen.Elements("\\ud83d", "\\udc00", "\"a\":", "{", "}", "\"", "\\u0061", ",", "[", "]", "1", "\\")
        from bytes in Gen.ArrayOf(Gen.Choose(0, 255))
        from isText in Gen.Elements(true, false)
        select Insert("""{"a":"x\ud83d\ude00","b":[1,{"c":"é"}],"\u0064":{}}""", at, isText ? Encoding.UTF8.GetBytes(piece)
            : [.. bytes.Take(2).Select(one => (byte)one)]);

    private static byte[] Insert(string seed, int at, byte[] piece)
    {
        var bytes = Encoding.UTF8.GetBytes(seed);
        at = Math.Min(at, bytes.Length);
        return [.. bytes[..at], .. piece, .. bytes[at..]];
    }

    private static bool ReadsThrough(JsonElement element) => JsonNode.Parse(element.GetRawText())!.ToJsonString().Length > 0;

    private static byte[] Nested(int levels) =>
        Encoding.UTF8.GetBytes("{\"a\":" + new string('[', levels - 1) + new string(']', levels - 1) + "}");
}
