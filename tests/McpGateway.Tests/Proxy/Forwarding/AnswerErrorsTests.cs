using System.Text;
using McpGateway.Proxy.Forwarding;
using McpGateway.Proxy.Recording;

namespace McpGateway.Tests.Proxy.Forwarding;

/// <summary>What is read of an answer to count it.</summary>
public sealed class AnswerErrorsTests
{
    private static readonly string Long = new('z', 5_000);
    private static readonly string VeryLong = new('z', 70_000);

    public static TheoryData<string, CallOutcome> Answers => new()
    {
        { """{"jsonrpc":"2.0","id":3,"result":{"content":[],"isError":true}}""", CallOutcome.ToolError },
        { """{"result":{"isError":true,"content":[{"type":"text","text":"no"}]},"id":3}""", CallOutcome.ToolError },
        { """{"jsonrpc":"2.0","id":3,"error":{"code":-32602,"message":"no"}}""", CallOutcome.RpcError },
        { """{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"no"}}""", CallOutcome.RpcError },
        { """{"jsonrpc":"2.0","id":3,"result":{"content":[],"isError":false}}""", CallOutcome.Forwarded },
        { """{"jsonrpc":"2.0","id":3,"result":{}}""", CallOutcome.Forwarded },
        { """{"jsonrpc":"2.0","id":3,"result":{"structuredContent":{"isError":true,"error":{}}}}""", CallOutcome.Forwarded },
        { """{"jsonrpc":"2.0","id":3,"result":{"content":[{"text":"\"isError\":true"}]}}""", CallOutcome.Forwarded },
        { """{"jsonrpc":"2.0","id":4,"error":{"code":1,"message":"of another"}}""", CallOutcome.Forwarded },
        { """{"jsonrpc":"2.0","method":"notifications/progress","params":{"error":{},"isError":true}}""", CallOutcome.Forwarded },
        { """{"jsonrpc":"2.0","id":3,"error":null}""", CallOutcome.Forwarded },
        { """[{"jsonrpc":"2.0","id":3,"error":{}}]""", CallOutcome.Forwarded },
        { "\"error\" is no JSON", CallOutcome.Forwarded },
        { "", CallOutcome.Forwarded },

        // The beginning of an answer that is not all there says what it says.
        { """{"jsonrpc":"2.0","id":3,"error":{"code":-326""", CallOutcome.RpcError },
        { """{"jsonrpc":"2.0","id":3,"result":{"isError":tr""", CallOutcome.Forwarded },
        { $$$"""{"id":3,"result":{"content":[{"text":"{{{Long}}}"}],"isError":true} }""", CallOutcome.ToolError },
        { $$$"""{"id":3,"error":{"code":1,"message":"{{{VeryLong}}}"} }""", CallOutcome.RpcError },
        { $$$"""{"id":3,"result":{"content":[{"text":"{{{VeryLong}}}"}],"isError":true} }""", CallOutcome.Forwarded },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void Find_Answer_SaysWhetherItFailed(string answer, CallOutcome expected) =>
        Assert.Equal(expected, AnswerErrors.Find(Encoding.UTF8.GetBytes(answer), "3"u8));
}
