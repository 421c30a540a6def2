using McpGateway.Proxy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace McpGateway.Tests.Proxy.CrossOrigin;

public sealed class CrossOriginOptionsTests
{
    [Theory]
    [InlineData("", "https://evil.example", "*")]
    [InlineData("", "null", "*")]
    [InlineData("*", "https://evil.example", "*")]
    [InlineData("none", "https://evil.example", null)]
    [InlineData("none", "none", null)]
    [InlineData("none", "null", null)]
    [InlineData("https://chat.example.com", "https://chat.example.com", "https://chat.example.com")]
    [InlineData("HTTPS://Chat.Example.COM", "https://chat.example.com", "https://chat.example.com")]
    [InlineData("https://chat.example.com http://localhost:6274", "http://localhost:6274", "http://localhost:6274")]
    [InlineData("https://bücher.example", "https://xn--bcher-kva.example", "https://xn--bcher-kva.example")]
    [InlineData("http://[::1]:8080", "http://[::1]:8080", "http://[::1]:8080")]
    [InlineData("chrome-extension://abcdefgh", "chrome-extension://abcdefgh", "chrome-extension://abcdefgh")]
    [InlineData("https://chat.example.com", "https://chat.example.com.evil.example", null)]
    [InlineData("https://chat.example.com", "http://chat.example.com", null)]
    [InlineData("https://chat.example.com", "https://chat.example.com:8443", null)]
    [InlineData("https://chat.example.com", "https://sub.chat.example.com", null)]
    [InlineData("https://chat.example.com", "null", null)]
    [InlineData("https://chat.example.com", "", null)]
    [InlineData("https://chat.example.com", "https://chat.example.com, https://evil.example", null)]
    public void Allow_Origin_IsJudgedByTheSetting(string setting, string origin, string? allowed)
    {
        using var services = CrossOriginServices.Build(setting);

        Assert.Equal(allowed, Allow(services, origin));
    }

    [Fact]
    public void Allow_TwoOrigins_AreNone()
    {
        using var services = CrossOriginServices.Build("https://chat.example.com");

        Assert.Null(Allow(services, new(["https://chat.example.com", "https://chat.example.com"])));
    }

    [Theory]
    [InlineData("chat.example.com")]
    [InlineData("https://chat.example.com/")]
    [InlineData("https://chat.example.com/path")]
    [InlineData("https://chat.example.com:443")]
    [InlineData("https://user@chat.example.com")]
    [InlineData("https://*.example.com")]
    [InlineData("https://chat.example.com *")]
    [InlineData("none https://chat.example.com")]
    [InlineData("null")]
    [InlineData("https://")]
    public void Options_BadValue_IsRefusedByName(string setting)
    {
        using var services = CrossOriginServices.Build(setting);

        var exception = Assert.Throws<OptionsValidationException>(
            () => services.GetRequiredService<IOptions<CrossOriginOptions>>().Value);

        Assert.Contains("Cors:AllowedOrigins", exception.Message, StringComparison.Ordinal);
    }

    private static string? Allow(IServiceProvider services, StringValues origin)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Origin = origin;
        var result = services.Evaluate(context);
        Assert.False(result.SupportsCredentials);
        return result.IsOriginAllowed ? result.AllowedOrigin : null;
    }
}
