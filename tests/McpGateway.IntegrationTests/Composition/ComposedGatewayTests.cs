using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.Composition;

/// <summary>That the fixture is what it says: the product, and independent of the machine.</summary>
public sealed class ComposedGatewayTests
{
    [Fact]
    public async Task StartAsync_EnvironmentOfTheMachine_IsNotRead()
    {
        await using var gateway = await ComposedGateway.StartAsync(("JWT_ISSUER", "stated-by-the-test"));
        var configuration = gateway.Services.GetRequiredService<IConfiguration>();

        Assert.Equal("stated-by-the-test", configuration["JWT_ISSUER"]);
        Assert.NotNull(Environment.GetEnvironmentVariable("PATH"));
        Assert.Null(configuration["PATH"]);
    }

    [Fact]
    public async Task Clients_EachKindOfCredential_IsAccepted()
    {
        await using var gateway = await ComposedGateway.StartAsync();
        await gateway.CreateUserAsync("someone", "registry-users-lob1");
        var secret = await gateway.CreateServiceAccountAsync("machine", "registry-users-lob1");
        using var anonymous = gateway.Anonymous();
        using var session = await gateway.SignedInAsync("someone");
        using var token = await gateway.BearerAsync("someone", "registry-users-lob1");
        using var script = gateway.Basic(ComposedGateway.Administrator);
        using var machine = await gateway.MachineAsync("machine", secret);

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(anonymous, "/api/auth/me"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(session, "/api/auth/me"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(token, "/api/auth/me"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(script, "/api/internal/list"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(machine, "/api/auth/me"));
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
