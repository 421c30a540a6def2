using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace McpGateway.IntegrationTests.Identity.Cognito;

/// <summary>The gateway in a container of ECS or EKS, whose role may manage the pool.</summary>
public sealed class ContainerRoleTests : IAsyncLifetime
{
    private const string Groups = "/api/management/iam/groups";
    private const string Token = "token of the container";

    private readonly string _tokenFile = Path.Combine(AuthHost.NewDirectory(), "token");
    private WebApplication _agent = null!;
    private FakeCognito _cognito = null!;
    private AuthHost _host = null!;
    private DateTimeOffset _endsAt;
    private int _lent;
    private bool _isAway;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _agent = builder.Build();
        _agent.Run(LendAsync);
        await _agent.StartAsync(TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_tokenFile, Token + "\n", TestContext.Current.CancellationToken);
        _cognito = await FakeCognito.StartAsync();
        _host = await AuthHost.StartAsync(
            ("AUTH_PROVIDER", "cognito"), (
                "COGNITO_USER_POOL_ID", FakeCognito.Pool), ("COGNITO_ENDPOINT_URL", _cognito.Url), ("COGNITO_CLIENT_ID", "web"),
            ("AWS_CONTAINER_CREDENTIALS_FULL_URI", _agent.Urls.Single() + "/v1/credentials"), (
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", _tokenFile));
        _endsAt = _host.Clock.GetUtcNow().AddHours(1);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _cognito.DisposeAsync();
        await _agent.DisposeAsync();
    }

    [Fact]
    public async Task Keys_AreLentOnceAndRenewedBeforeTheyEnd()
    {
        var admin = await _host.SignInAsync();

        var together = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => StatusAsync(admin)));
        var lentFirst = _lent;
        _host.Clock.Advance(TimeSpan.FromMinutes(56));
        _endsAt = _host.Clock.GetUtcNow().AddHours(1);
        var renewed = await StatusAsync(admin);

        Assert.All(together.Append(renewed), status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Equal((1, 2), (lentFirst, _lent));
        Assert.Empty(_cognito.Violations);
    }

    [Fact]
    public async Task Agent_Away_LeavesTheKeysUntilTheyEnd()
    {
        var admin = await _host.SignInAsync();
        var before = await StatusAsync(admin);
        _isAway = true;
        _host.Clock.Advance(TimeSpan.FromMinutes(57));
        var still = await StatusAsync(admin);
        _host.Clock.Advance(TimeSpan.FromMinutes(4));
        using var ended = await _host.GetAsync("/api/management/iam/users", admin);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.BadGateway), (before, still, ended.StatusCode));
        Assert.Equal(
            "The container's agent did not lend the keys of its role (AWS_CONTAINER_CREDENTIALS_*)", await AuthHost.DetailAsync(ended));
        Assert.DoesNotContain(
            _host.Logs.Lines,
            line => line.Contains(FakeCognito.Secret, StringComparison.Ordinal) || line.Contains(Token, StringComparison.Ordinal));
    }

    private async Task<HttpStatusCode> StatusAsync((string Name, string Value) admin)
    {
        using var listed = await _host.GetAsync(Groups, admin);
        return listed.StatusCode;
    }

    private async Task LendAsync(HttpContext context)
    {
        if (_isAway || context.Request.Path != "/v1/credentials" || context.Request.Headers.Authorization != Token)
        {
            context.Response.StatusCode = 401;
            return;
        }

        Interlocked.Increment(ref _lent);
        await context.Response.WriteAsync(
            new JsonObject
            {
                ["RoleArn"] = "arn:aws:iam::123456789012:role/gateway",
                ["AccessKeyId"] = FakeCognito.KeyId,
                ["SecretAccessKey"] = FakeCognito.Secret,
                ["Token"] = FakeCognito.Session,
                ["Expiration"] = _endsAt.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
            }.ToJsonString(),
            context.RequestAborted);
    }
}
