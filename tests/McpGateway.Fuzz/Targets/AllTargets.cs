namespace McpGateway.Fuzz.Targets;

internal static class AllTargets
{
    public static readonly IReadOnlyList<FuzzTarget> List =
    [
        new JsonRpcTarget(), new SseTarget(), new ToolListTarget(), new RequestPathTarget(), new HeaderTarget(), new SealedTextTarget(),
        new JwtTarget(), new Base64UrlTarget(), new JwkTarget(), new FormTarget(), new JsonBodyTarget(), new ScopesYamlTarget(),
            new GroupFileTarget(),
        new ServerImportTarget(), new ClientMetadataTarget(), new ChallengeTarget(), new CursorTarget(), new SearchQueryTarget(),
        new SearchBodyTarget(), new ToolMergeTarget(), new RpcAnswerTarget(), new VisibleTextTarget(), new AddressTarget(),
        new A2aRequestTarget(), new A2aAnswerTarget(), new CardTarget(),
    ];
}
