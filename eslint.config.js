import graphql from '@graphql-eslint/eslint-plugin'
import reactHooks from 'eslint-plugin-react-hooks'
import { defineConfig } from 'eslint/config'
import typescript from 'typescript-eslint'

const tests = ['**/*.test.{ts,tsx}', 'test/**']
const graphQLConfig = {
  projects: {
    web: contractWith('web/operations/**/*.graphql'),
    examples: contractWith('examples/**/*.graphql'),
  },
}

const noEnum = {
  selector: 'TSEnumDeclaration',
  message: 'Use an object `as const`: an enum is code that types alone cannot erase.',
}
const onlyConfigReadsTheEnvironment = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Only src/config.ts reads the environment: take what you need as an option.',
}
const storesWriteTheQueries = {
  selector: 'CallExpression[callee.property.name=/^(query|createQueryBuilder|getRepository)$/]',
  message: 'A verb opens the transaction; a store writes the query.',
}
const everyTestRuns = {
  selector: 'MemberExpression[object.name=/^(it|test|describe)$/][property.name=/^(only|skip|todo|skipIf|fails)$/]',
  message: 'Every test runs, in every run.',
}

/** An exception to a rule tells in its own line why it is one. */
const disableWithReason = {
  meta: {
    type: 'problem',
    messages: { bare: 'Say why, in the same line: `eslint-disable-… rule -- reason`.' },
    schema: [],
  },
  create: (context) => ({
    Program() {
      for (const comment of context.sourceCode.getAllComments()) {
        const directive = comment.value.trim()
        if (/^eslint-disable/.test(directive) && !/ -- \S/.test(directive)) {
          context.report({ loc: comment.loc, messageId: 'bare' })
        }
      }
    },
  }),
}

const code = [
  {
    files: ['**/*.{ts,tsx}'],
    extends: [typescript.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/max-params': ['error', { max: 3 }],
      // `async` is also how a function promises to reject and never to throw.
      '@typescript-eslint/require-await': 'off',
      // What a function makes is a closure: its methods know no `this` to lose.
      '@typescript-eslint/unbound-method': 'off',
      // tsc reports them, and knows more ways in which a thing is used.
      '@typescript-eslint/no-unused-vars': 'off',
    },
  },
  { files: ['**/*.{js,cjs}'], extends: [typescript.configs.base] },
  {
    files: ['**/*.{ts,tsx,js,cjs}'],
    plugins: { parley: { rules: { 'disable-with-reason': disableWithReason } } },
    rules: {
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'no-restricted-syntax': ['error', noEnum],
      'parley/disable-with-reason': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'no-else-return': 'error',
      'no-empty': 'error',
      'no-fallthrough': 'error',
      'no-self-compare': 'error',
      'no-template-curly-in-string': 'error',
      'no-unreachable-loop': 'error',
      'no-unsafe-finally': 'error',
      'no-useless-assignment': 'error',
      'no-useless-rename': 'error',
      'no-useless-return': 'error',
      'no-var': 'error',
      'object-shorthand': ['error', 'always', { avoidExplicitReturnArrows: false }],
      'prefer-const': 'error',
    },
  },
  {
    files: ['src/**/*.ts', 'web/**/*.{ts,tsx}', 'packages/*/src/**/*.ts'],
    ignores: ['src/config.ts', ...tests],
    rules: { 'no-restricted-syntax': ['error', noEnum, onlyConfigReadsTheEnvironment] },
  },
  {
    files: ['src/api/**/*.ts', 'src/chat/**/*.ts'],
    ignores: tests,
    rules: { 'no-restricted-syntax': ['error', noEnum, onlyConfigReadsTheEnvironment, storesWriteTheQueries] },
  },
  {
    files: ['src/**/*.ts'],
    ignores: tests,
    rules: { 'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }] },
  },
  { files: tests, rules: { 'no-restricted-syntax': ['error', noEnum, everyTestRuns] } },
  // They speak to the person who started them.
  { files: ['scripts/**', 'examples/**', 'bench/**', 'src/main.ts'], rules: { 'no-console': 'off' } },
]

// Each argument of a GraphQL field is a decorated parameter of its own: type-graphql knows no other way to name it.
const decoratedMethods = { files: ['src/api/**/*resolver*.ts'], rules: { '@typescript-eslint/max-params': 'off' } }

const contract = {
  files: ['schema/schema.graphql'],
  plugins: { '@graphql-eslint': graphql },
  languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig } },
  rules: {
    ...graphql.configs['flat/schema-recommended'].rules,
    ...graphql.configs['flat/schema-relay'].rules,
    '@graphql-eslint/require-description': [
      'error',
      {
        types: true,
        rootField: true,
        DirectiveDefinition: true,
        FieldDefinition: true,
        InputValueDefinition: true,
        EnumValueDefinition: true,
        // type-graphql makes the three root types, and has no place for their descriptions.
        ignoredSelectors: ['ObjectTypeDefinition[name.value=/^(Query|Mutation|Subscription)$/]'],
      },
    ],
    '@graphql-eslint/input-name': [
      'error',
      { checkInputType: true, checkQueries: false, checkMutations: false, caseSensitiveInputType: false },
    ],
    '@graphql-eslint/require-deprecation-date': 'error',
    // Values: they stand for nothing that could be fetched again.
    '@graphql-eslint/strict-id-in-types': [
      'error',
      {
        exceptions: {
          types: ['PageInfo', 'ReplyDelta', 'ReplyEnd', 'ReplyError', 'ReplyNotice', 'ReplyReset', 'Server', 'Usage'],
          // From `Changed` on they end the names of events.
          suffixes: [
            'Connection',
            'Edge',
            'Payload',
            'Changed',
            'Deleted',
            'Sent',
            'Opened',
            'Settled',
            'Selected',
            'Missed',
          ],
        },
      },
    ],
    // Conversations are read in one direction only.
    '@graphql-eslint/relay-arguments': ['error', { includeBoth: false }],
    // The contract has no Node interface, and keeps lists that are short by nature (models, the replies to one message).
    '@graphql-eslint/relay-edge-types': [
      'error',
      { withEdgeSuffix: true, shouldImplementNode: false, listTypeCanWrapOnlyEdgeType: false },
    ],
  },
}

const operations = {
  files: ['web/**/*.graphql', 'examples/**/*.graphql'],
  plugins: { '@graphql-eslint': graphql },
  languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig } },
  rules: graphql.configs['flat/operations-recommended'].rules,
}

export default defineConfig(
  { ignores: ['**/generated/**', '**/dist/**', 'test-output/**', '.parley/**', 'test/fixture/architecture/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  code,
  decoratedMethods,
  { files: ['web/**/*.{ts,tsx}'], extends: [reactHooks.configs.flat.recommended] },
  contract,
  operations,
)

function contractWith(documents) {
  return { schema: 'schema/schema.graphql', documents, include: documents }
}
