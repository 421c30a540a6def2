using System.Security.Claims;
using McpGateway.Access.Decisions;
using McpGateway.Access.Endpoints;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Access.Endpoints;

/// <summary>The policies as the authorization middleware asks them: with the request as the resource.</summary>
public sealed class EndpointPoliciesTests : IDisposable
{
    private const string Refusal = "Only administrators may do this.";

    private readonly ServiceProvider _services = new ServiceCollection().AddLogging().AddEndpointPolicies().BuildServiceProvider();

    public EndpointPoliciesTests() => _services.GetRequiredService<AccessSnapshotHolder>().Publish(
        Policy.Of(Policy.Scope("s", Policy.Rule("api", ["servers"], []), Policy.Rule("v0.1", ["agents"], []))));

    [Theory]
    [InlineData("nobody", "/api/servers", false)]
    [InlineData("nobody", "/settings", false)]
    [InlineData("member", "/api/servers", true)]
    [InlineData("member", "/API/Servers/one", true)]
    [InlineData("member", "/api/tokens/mine", false)]
    [InlineData("member", "/api", false)]
    [InlineData("member", "/api//servers", false)]
    [InlineData("member", "/v0.1/agents", true)]
    [InlineData("member", "/v0.1/servers", false)]
    [InlineData("member", "/settings", true)]
    [InlineData("stranger to all scopes", "/api/servers", false)]
    [InlineData("administrator", "/api/tokens/mine", true)]
    public async Task Fallback_CallerAndPath_AsListed(string who, string path, bool isAllowed)
    {
        var policy = await Policies.GetFallbackPolicyAsync();

        Assert.Equal(isAllowed, await AllowsAsync(policy!, who, path));
    }

    [Theory]
    [InlineData("nobody", false)]
    [InlineData("member", true)]
    [InlineData("stranger to all scopes", true)]
    public async Task AnyCaller_NeedsACallerOnly(string who, bool isAllowed)
    {
        var policy = await Policies.GetPolicyAsync(EndpointPolicies.AnyCaller);

        Assert.Equal(isAllowed, await AllowsAsync(policy!, who, "/api/tokens/mine"));
    }

    [Theory]
    [InlineData(EndpointPolicies.Internal, CredentialSchemes.Basic)]
    [InlineData(EndpointPolicies.SignedIn, CredentialSchemes.Session)]
    public async Task Policy_ForOneCredential_NamesItsSchemeAlone(string name, string scheme)
    {
        var policy = await Policies.GetPolicyAsync(name);

        Assert.Equal([scheme], policy!.AuthenticationSchemes);
        Assert.False(await AllowsAsync(policy, "nobody", "/"));
    }

    [Theory]
    [InlineData("member", "/api/servers", Refusal)]
    [InlineData("member", "/api/tokens/mine", "Access forbidden")]
    [InlineData("administrator", "/api/tokens/mine", null)]
    public async Task Administrator_Others_AreToldWhyUnlessThePathIsClosedToThem(string who, string path, string? told)
    {
        var (user, context) = Request(who, path);
        var policy = AuthorizationPolicy.Combine(
            (await Policies.GetFallbackPolicyAsync())!,
            new AuthorizationPolicyBuilder().AddRequirements(new AdministratorRequirement(Refusal)).Build());
        var judged = await _services.GetRequiredService<IAuthorizationService>().AuthorizeAsync(user, context, policy);
        var recorder = new Answers();
        context.RequestServices = new ServiceCollection().AddSingleton<IAuthenticationService>(recorder).BuildServiceProvider();

        await _services.GetRequiredService<IAuthorizationMiddlewareResultHandler>().HandleAsync(
            _ => Task.CompletedTask, context, policy,
            judged.Succeeded ? PolicyAuthorizationResult.Success() : PolicyAuthorizationResult.Forbid(judged.Failure));

        Assert.Equal(told, recorder.Told);
    }

    public void Dispose() => _services.Dispose();

    private IAuthorizationPolicyProvider Policies => _services.GetRequiredService<IAuthorizationPolicyProvider>();

    private async Task<bool> AllowsAsync(AuthorizationPolicy policy, string who, string path)
    {
        var (user, context) = Request(who, path);
        return (await _services.GetRequiredService<IAuthorizationService>().AuthorizeAsync(user, context, policy)).Succeeded;
    }

    private static (ClaimsPrincipal User, HttpContext Context) Request(string who, string path)
    {
        var context = new DefaultHttpContext();
        context.Request.Path = path;
        var caller = who switch
        {
            "nobody" => null,
            "administrator" => Callers.Admin,
            "member" => Callers.With("s"),
            _ => Callers.With(),
        };
        if (caller is null)
        {
            return (new(new ClaimsIdentity()), context);
        }

        context.SetCaller(caller);
        return (new(new ClaimsIdentity([new Claim(ClaimTypes.Name, caller.UserName)], "Test")), context);
    }

    private sealed class Answers : IAuthenticationService
    {
        public string? Told { get; private set; }

        public Task ForbidAsync(HttpContext context, string? scheme, AuthenticationProperties? properties)
        {
            Told = RefusalReasons.Of(properties!);
            return Task.CompletedTask;
        }

        public Task<AuthenticateResult> AuthenticateAsync(HttpContext context, string? scheme) => throw new NotSupportedException();

        public Task ChallengeAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) =>
            throw new NotSupportedException();

        public Task SignInAsync(HttpContext context, string? scheme, ClaimsPrincipal principal, AuthenticationProperties? properties) =>
            throw new NotSupportedException();

        public Task SignOutAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) =>
            throw new NotSupportedException();
    }
}
