using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Import.Files;

namespace McpGateway.Tests.Import;

/// <summary>What MongoDB's tools write, and anything else that lies under such a name.</summary>
public sealed class MongoFileTests
{
    /// <summary>{"n":1,"t":"é","l":[true,null],"d":1970-01-01,"i":2^40,"f":0.5,"o":{}}</summary>
    private static readonly byte[] Example = Convert.FromHexString(
        "4B000000" + "106E0001000000" + "02740003000000C3A900" + "046C000C000000" + "08300001" + "0A310000" + "0964000000000000000000"
            + "1269000000000000010000" + "016600000000000000E03F" + "036F000500000000" + "00");

    [Fact]
    public void Bson_Example_IsReadAsJson()
    {
        var bytes = Fixed(Example);

        var reader = new BsonReader(bytes);
        var document = reader.ReadDocument();

        Assert.True(reader.IsAtEnd);
        Assert.Equal(
            """{"n":1,"t":"\u00E9","l":[true,null],"d":"1970-01-01T00:00:00.0000000\u002B00:00","i":1099511627776,"f":0.5,"o":{}}""",
            document.ToJsonString());
    }

    [Fact]
    public void Bson_CutAnywhere_IsRefused()
    {
        var bytes = Fixed(Example);
        for (var length = 0; length < bytes.Length; length++)
        {
            var cut = bytes[..length];
            Assert.Throws<FormatException>(() => new BsonReader(cut).ReadDocument());
        }
    }

    [Fact]
    public void Bson_AnyBytes_AreReadOrRefused() => Prop.ForAll<byte[]>(static bytes =>
    {
        try
        {
            return new BsonReader(Fixed([0, 0, 0, 0, .. bytes, 0])).ReadDocument() is not null;
        }
        catch (FormatException)
        {
            return true;
        }
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("""{"a":{"$date":"2025-01-02T03:04:05Z"}}""", """{"a":"2025-01-02T03:04:05Z"}""")]
    [InlineData("""{"a":{"$date":{"$numberLong":"0"}}}""", """{"a":"1970-01-01T00:00:00.0000000\u002B00:00"}""")]
    [InlineData("""{"a":{"$oid":"0123"},"b":[{"$numberInt":"-5"},{"$numberDouble":"1.5"}]}""", """{"a":"0123","b":[-5,1.5]}""")]
    [InlineData("""{"a":{"$ref":"#/x"},"$schema":"s"}""", """{"a":{"$ref":"#/x"},"$schema":"s"}""")]
    [InlineData("""{"a":{"$binary":{"base64":"AA==","subType":"00"}}}""", """{"a":"AA=="}""")]
    public void ExtendedJson_IsSimplified(string extended, string plain) =>
        Assert.Equal(plain, ExtendedJson.Simplify(JsonNode.Parse(extended))!.ToJsonString());

    [Theory]
    [InlineData("""{"a":{"$numberLong":"x"}}""")]
    [InlineData("""{"a":{"$date":{"$numberLong":"9223372036854775807"}}}""")]
    [InlineData("""{"a":{"$numberDouble":"NaN"}}""")]
    public void ExtendedJson_ThatIsNot_IsRefused(string extended) =>
        Assert.Throws<FormatException>(() => ExtendedJson.Simplify(JsonNode.Parse(extended)));

    /// <summary>With its own length in front.</summary>
    private static byte[] Fixed(byte[] document)
    {
        var bytes = document.ToArray();
        BitConverter.TryWriteBytes(bytes, bytes.Length);
        return bytes;
    }
}
