using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;

namespace McpGateway.Tests.Proxy.CrossOrigin;

public sealed class CrossOriginServiceTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("authorization,content-type,mcp-protocol-version", "authorization content-type mcp-protocol-version")]
    [InlineData("Mcp-Param-Region, x-api-key", "Mcp-Param-Region x-api-key")]
    [InlineData(",, ,", "")]
    [InlineData("x bad, x-good", "x-good")]
    [InlineData("\"x-a,x-b\", x-good", "x-good")]
    [InlineData("x-é, x:y, x/y, x\u007f, x\u0001, x\ty", "")]
    public void Evaluate_AskedHeaders_AreGrantedWhereTheyAreNames(string asked, string granted)
    {
        using var services = CrossOriginServices.Build("");

        Assert.Equal(granted.Split(' ', StringSplitOptions.RemoveEmptyEntries), Granted(services, asked));
    }

    /// <summary>Strangers send it and it comes back as a header: the server refuses to write other characters, with an error.</summary>
    [Fact]
    public void Evaluate_AnyText_CanBeWrittenAsAHeader()
    {
        using var services = CrossOriginServices.Build("");

        Prop.ForAll(
            Gen.Choose(0, 0x2ff).Select(static code => (char)code).ListOf().Select(static text => string.Concat(text)).ToArbitrary(),
            asked => Granted(services, asked).All(static name => !name.AsSpan().ContainsAnyExceptInRange('\u0021', '\u007e')))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    private static IEnumerable<string> Granted(IServiceProvider services, string asked)
    {
        var context = new DefaultHttpContext { Request = { Method = "OPTIONS" } };
        context.Request.Headers.Origin = "https://chat.example.com";
        context.Request.Headers.AccessControlRequestMethod = "POST";
        context.Request.Headers.AccessControlRequestHeaders = asked;
        return services.Evaluate(context).AllowedHeaders;
    }
}
