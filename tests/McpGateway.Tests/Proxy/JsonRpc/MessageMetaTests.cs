using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Proxy.JsonRpc;

namespace McpGateway.Tests.Proxy.JsonRpc;

public sealed class MessageMetaTests
{
    private const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Theory]
    [InlineData("""{"params":{"_meta":{"traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}}}""", "")]
    [InlineData(
        """{"id":1,"params":{"arguments":{"a":[{}]},"_meta":{"x":{"y":1},"tracestate":"a=b","""
            + "\"traceparent\":\"" + Parent + "\"}}}",
        "a=b")]
    public void TryFindTrace_InMeta_IsFoundWhereItIs(string text, string state)
    {
        var body = Encoding.UTF8.GetBytes(text);

        Assert.True(MessageMeta.TryFindTrace(body, out var parent, out var stated));
        Assert.Equal(Parent, Encoding.UTF8.GetString(body.AsSpan(parent)));
        Assert.Equal(state, Encoding.UTF8.GetString(body.AsSpan(stated)));
    }

    [Theory]
    [InlineData("""{"params":{"name":"t"}}""")]
    [InlineData("""{"params":{"traceparent":"x"}}""")]
    [InlineData("""{"params":{"arguments":{"_meta":{"traceparent":"x"}}}}""")]
    [InlineData("""{"_meta":{"traceparent":"x"},"params":{}}""")]
    [InlineData("""{"params":{"_meta":{"traceparent":7}}}""")]
    [InlineData("""{"params":{"_meta":{"traceparent":"0\u0030"}}}""")]
    [InlineData("""{"params":{"_meta":["traceparent"]}}""")]
    [InlineData("""{"params":["traceparent"]}""")]
    [InlineData("""["traceparent"]""")]
    public void TryFindTrace_ElsewhereOrOtherwise_IsNotFound(string text) =>
        Assert.False(MessageMeta.TryFindTrace(Encoding.UTF8.GetBytes(text), out _, out _));

    [Theory]
    [InlineData("""{"params":{"clientInfo":{"version":"1","name":"inspector"}}}""", "inspector")]
    [InlineData("""{"params":{"_meta":{"io.modelcontextprotocol/clientInfo":{"name":"caf\u00e9"}}}}""", "café")]
    [InlineData("""{"params":{"clientInfo":{"name":7}}}""", null)]
    [InlineData("""{"params":{"clientInfo":{"name":""}}}""", null)]
    [InlineData("""{"params":{"clientInfo":{"name":"\ud800"}}}""", null)]
    [InlineData("""{"params":{"clientInfo":"name"}}""", null)]
    [InlineData("""{"params":{}}""", null)]
    [InlineData("""{}""", null)]
    public void ClientName_WhereItIsStated_IsRead(string text, string? expected) =>
        Assert.Equal(expected, MessageMeta.ClientName(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void ClientName_ThatIsTooLong_IsNone() => Assert.Null(MessageMeta.ClientName(
        Encoding.UTF8.GetBytes($$$$"""{"params":{"clientInfo":{"name":"{{{{new string('n', 257)}}}}"}}}""")));

    /// <summary>Whatever stands around it: the place that is named holds the text, and what is put there leaves the rest.</summary>
    [Fact]
    public void TryFindTrace_AmongAnything_NamesThePlace() => Prop.ForAll<NonNull<string>, NonNull<string>, bool>((name, value, isFirst) =>
    {
        var other = name.Get is "traceparent" or "tracestate" ? "x" : name.Get;
        var members = new[] { KeyValuePair.Create("traceparent", Parent), KeyValuePair.Create(other, value.Get) };
        var meta = (isFirst ? members : members.Reverse()).ToDictionary();
        var body = JsonSerializer.SerializeToUtf8Bytes(new { jsonrpc = "2.0", method = "tools/call", @params = new { _meta = meta } });
        if (!JsonRpcReader.TryRead(body, out _, out _))
        {
            return true;
        }

        if (!MessageMeta.TryFindTrace(body, out var place, out _))
        {
            return false;
        }

        var before = body.ToArray();
        new string('f', 55).Select(static letter => (byte)letter).ToArray().CopyTo(body, place.Start.Value);
        var (start, end) = (place.Start.Value, place.End.Value);
        return before.AsSpan(start..end).SequenceEqual(Encoding.ASCII.GetBytes(Parent))
            && before.AsSpan(..start).SequenceEqual(body.AsSpan(..start))
            && before.AsSpan(end..).SequenceEqual(body.AsSpan(end..))
            && JsonRpcReader.TryRead(body, out _, out _);
    }).QuickCheckThrowOnFailure();
}
