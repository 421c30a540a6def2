using System.Text.Json.Nodes;
using McpGateway.Access.Endpoints;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Identity.Accounts;

/// <summary><c>/api/management/iam/*</c> (registry contract §10).</summary>
internal static class AccountEndpoints
{
    private const int DefaultLimit = 500;

    public static void MapAccounts(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/management/iam").WithTags("Management")
            .RequireAuthorization(EndpointPolicies.AnyCaller)
            .RequireAdministrator(AccountOperations.AdminsOnly.Detail);
        group.MapGet("users", ListAsync);
        group.MapPost("users/human", CreateAsync);
        group.MapPost("users/m2m", CreateServiceAccountAsync);
        group.MapPatch("users/{username}", UpdateAsync);
        group.MapDelete("users/{username}", DeleteAsync);
        group.MapGet("groups", ListGroupsAsync);
        group.MapPost("groups", CreateGroupAsync);
        group.MapDelete("groups/{name}", DeleteGroupAsync);
    }

    private static async Task<IResult> ListAsync(HttpContext context, AccountOperations accounts, CancellationToken cancellationToken)
    {
        var query = FormFields.OfQuery(context.Request);
        var (search, limit) = (query.Find("search"), query.WholeNumber("limit", DefaultLimit));
        if (!query.IsValid)
        {
            return query.Problems.ToResult();
        }

        return Answer(context, await accounts.ListAsync(context.GetCaller(), search, limit, cancellationToken), AccountAnswers.Users);
    }

    private static async Task<IResult> CreateAsync(HttpContext context, AccountOperations accounts, CancellationToken cancellationToken)
    {
        var read = await JsonBody.ReadObjectAsync(context.Request, cancellationToken);
        if (read.Refusal is { } refusal)
        {
            return refusal;
        }

        var body = new AccountBody(read.Root);
        var account = new NewAccount(
            body.Text("username"),
            body.Email("email"),
            body.Text("firstname", "first_name"),
            body.Text("lastname", "last_name"),
            body.Groups(isRequired: true) ?? [],
            body.Optional("password"));
        return body.Problems.IsEmpty
            ? Answer(context, await accounts.CreateAsync(context.GetCaller(), account, cancellationToken), AccountAnswers.User)
            : body.Problems.ToResult();
    }

    private static async Task<IResult> CreateServiceAccountAsync(
        HttpContext context, AccountOperations accounts, CancellationToken cancellationToken)
    {
        var read = await JsonBody.ReadObjectAsync(context.Request, cancellationToken);
        if (read.Refusal is { } refusal)
        {
            return refusal;
        }

        var body = new AccountBody(read.Root);
        var account = new NewServiceAccount(body.Text("name"), body.Groups(isRequired: true) ?? [], body.Optional("description") ?? "");
        return body.Problems.IsEmpty
            ? Answer(
                context, await accounts.CreateServiceAccountAsync(context.GetCaller(), account, cancellationToken),
                AccountAnswers.ServiceAccount)
            : body.Problems.ToResult();
    }

    private static async Task<IResult> UpdateAsync(
        HttpContext context, string username, AccountOperations accounts, CancellationToken cancellationToken)
    {
        var read = await JsonBody.ReadObjectAsync(context.Request, cancellationToken);
        if (read.Refusal is { } refusal)
        {
            return refusal;
        }

        var body = new AccountBody(read.Root);
        var change = new AccountChange(
            body.Boolean("enabled"), body.Groups(isRequired: false), body.Optional("password"), body.Boolean("must_change_password"));
        return body.Problems.IsEmpty
            ? Answer(context, await accounts.UpdateAsync(context.GetCaller(), username, change, cancellationToken), AccountAnswers.User)
            : body.Problems.ToResult();
    }

    private static async Task<IResult> DeleteAsync(
        HttpContext context, string username, AccountOperations accounts, CancellationToken cancellationToken) =>
        Answer(
            context,
            await accounts.DeleteAsync(context.GetCaller(), username, cancellationToken),
            _ => new() { ["username"] = username, ["deleted"] = true });

    private static async Task<IResult> ListGroupsAsync(
        HttpContext context, AccountOperations accounts, CancellationToken cancellationToken) =>
        Answer(context, await accounts.ListGroupsAsync(context.GetCaller(), cancellationToken), AccountAnswers.Groups);

    private static async Task<IResult> CreateGroupAsync(
        HttpContext context, AccountOperations accounts, CancellationToken cancellationToken)
    {
        var read = await JsonBody.ReadObjectAsync(context.Request, cancellationToken);
        if (read.Refusal is { } refusal)
        {
            return refusal;
        }

        var body = new AccountBody(read.Root);
        var (name, description) = (body.Text("name"), body.Optional("description") ?? "");
        return body.Problems.IsEmpty
            ? Answer(
                context, await accounts.CreateGroupAsync(context.GetCaller(), name, description, cancellationToken), AccountAnswers.Group)
            : body.Problems.ToResult();
    }

    private static async Task<IResult> DeleteGroupAsync(
        HttpContext context, string name, AccountOperations accounts, CancellationToken cancellationToken) =>
        Answer(
            context,
            await accounts.DeleteGroupAsync(context.GetCaller(), name, cancellationToken),
            _ => new() { ["name"] = name, ["deleted"] = true });

    private static IResult Answer<T>(HttpContext context, Result<T> result, Func<T, JsonObject> form)
    {
        context.Response.Headers.CacheControl = "no-store";
        return result.IsSuccess ? ErrorResults.Json(form(result.Value)) : result.Error.ToResult();
    }
}
