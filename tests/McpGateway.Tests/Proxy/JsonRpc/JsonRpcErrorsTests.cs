using System.Buffers;
using System.Text;
using McpGateway.Proxy.JsonRpc;

namespace McpGateway.Tests.Proxy.JsonRpc;

public sealed class JsonRpcErrorsTests
{
    [Theory]
    [InlineData("1", "1")]
    [InlineData("\"a\\u0062\"", "\"a\\u0062\"")]
    [InlineData("", "null")]
    public void Write_Id_IsCopiedAsSent(string rawId, string expected)
    {
        var output = new ArrayBufferWriter<byte>();

        JsonRpcErrors.Write(output, Encoding.UTF8.GetBytes(rawId), JsonRpcErrors.InvalidRequest, "Say \"please\".");

        Assert.Equal(
            $$$"""{"jsonrpc":"2.0","id":{{{expected}}},"error":{"code":-32600,"message":"Say \u0022please\u0022."}}""",
            Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Theory]
    [InlineData("1", "1", true)]
    [InlineData("1", "1.0", true)]
    [InlineData("1", "\"1\"", true)]
    [InlineData("\"a\"", "\"\\u0061\"", true)]
    [InlineData("9007199254740993", "9007199254740992", true)]
    [InlineData("0", "-0", true)]
    [InlineData("1", "2", false)]
    [InlineData("\"a\"", "\"A\"", false)]
    [InlineData("", "", false)]
    [InlineData("1", "", false)]
    public void Matches_Ids_AreComparedByMeaning(string one, string other, bool expected) =>
        Assert.Equal(expected, JsonRpcId.Matches(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other)));
}
