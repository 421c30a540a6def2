using System.Text;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.JsonRpc;

namespace McpGateway.Tests.Proxy.Access;

/// <summary>Caller's rights × message → may it pass.</summary>
public sealed class McpAuthorizerTests
{
    private const string Rights = "server; methods: tools/list; tools: t";

    public static TheoryData<string, string, bool> Messages => new()
    {
        { Rights, """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}""", true },
        { Rights, """{"jsonrpc":"2.0","id":1,"method":"ping"}""", true },
        { Rights, """{"jsonrpc":"2.0","id":1,"method":"server/discover"}""", true },
        { Rights, """{"jsonrpc":"2.0","method":"notifications/anything/at/all"}""", true },
        { Rights, """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""", true },
        { Rights, """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"t"}}""", true },
        { Rights, """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"T"}}""", false },
        { Rights, """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"t "}}""", false },
        { Rights, """{"jsonrpc":"2.0","method":"tools/call","params":{"name":"u"}}""", false },
        { Rights, """{"jsonrpc":"2.0","id":1,"method":"prompts/list"}""", false },
        { Rights, """{"jsonrpc":"2.0","id":1,"method":"Tools/List"}""", false },
        { Rights, """{"jsonrpc":"2.0","id":1,"method":"notifications"}""", false },
        { Rights, """{"jsonrpc":"2.0","id":1,"method":"Initialize","params":{}}""", false },
        { Rights, """{"jsonrpc":"2.0","id":1,"result":{}}""", true },
        { Rights, """{"jsonrpc":"2.0","id":1,"error":{}}""", true },
        { "", """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}""", false },
        { "", """{"jsonrpc":"2.0","method":"notifications/initialized"}""", false },
        { "", """{"jsonrpc":"2.0","id":1,"result":{}}""", false },
        { "", """{"jsonrpc":"2.0","id":1,"error":{}}""", false },
        { "", """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"t"}}""", false },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public void FirstDenied_Message_AsListed(string rights, string message, bool expected)
    {
        var access = new Fixed(rights.StartsWith("server", StringComparison.Ordinal));

        Assert.Equal(expected, McpAuthorizer.FirstDenied(access, Read(message)) is null);
        Assert.Equal(expected, McpAuthorizer.FirstDenied(access, Read($"[{message}]")) is null);
    }

    [Fact]
    public void FirstDenied_Batch_IsTheFirstOfThoseRefused()
    {
        var body = Read(
            """[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","id":2,"method":"x"},{"jsonrpc":"2.0","id":3,"method":"y"}]""");

        Assert.Equal("x", McpAuthorizer.FirstDenied(new Fixed(true), body)!.Method);
    }

    private static JsonRpcBody Read(string message)
    {
        Assert.True(JsonRpcReader.TryRead(Encoding.UTF8.GetBytes(message), out var body, out var fault), fault.Message);
        return body;
    }

    private sealed class Fixed(bool allowsServer) : IServerAccess
    {
        public bool AllowsServer => allowsServer;

        public bool AllowsMethod(string method) => allowsServer && method == "tools/list";

        public bool AllowsTool(string tool) => allowsServer && tool == "t";
    }
}
