// Which rules of @graphql-eslint schema.graphql is checked by, for scripts/schema.sh. Every rule of its sets schema-all and
// schema-relay counts, but for what stands here with its reason; docs/choices.md says more.
const path = require('node:path')
const tools = require('node:module').createRequire(path.join(process.env.SCHEMA_TOOLS, 'x.js'))
const { rules, configs, parser } = tools('@graphql-eslint/eslint-plugin')

const recommended = configs['flat/schema-recommended'].rules
const [severity, naming] = recommended['@graphql-eslint/naming-convention']
const { types, FieldDefinition: fields, EnumValueDefinition: values, ...rest } = naming

// Types of which there is one or none for each request or page, not one for each thing: they have no identifier.
const entries = ['Agreement', 'AgreementTopic', 'ClassCount', 'Dataset', 'Dissent', 'Facet', 'FacetValue', 'Gap', 'GraphCount',
    'GroupKeyValue', 'LangString', 'Neighbourhood', 'PageInfo', 'Path', 'PathHop', 'PathRelation', 'PositionChange',
    'SearchHighlight', 'Silence', '_Service']
// Their values are the names of types, as `__typename` gives them.
const enumsOfTypes = ['ActorType', 'BodyType', 'SdgItemType', 'SearchType']
// Apollo Federation prescribes these names.
const federation = '^_(Any|Entity|Service|entities|service)$'

module.exports = [{
    files: ['**/*.graphql'],
    plugins: { '@graphql-eslint': { rules } },
    languageOptions: { parser, parserOptions: { graphQLConfig: { schema: process.env.SCHEMA } } },
    rules: {
        ...configs['flat/schema-all'].rules,
        ...configs['flat/schema-relay'].rules,
        // Types, fields and values come in the order in which the ontology tells them, the most telling first.
        '@graphql-eslint/alphabetize': 'off',
        // A connection of the root is always there, empty if need be, and the type says so.
        '@graphql-eslint/require-nullable-result-in-root': 'off',
        // Short lists (names, languages, members) are no pages; entries of analyses are no resources with an IRI.
        '@graphql-eslint/relay-edge-types': ['error', { listTypeCanWrapOnlyEdgeType: false, shouldImplementNode: false }],
        '@graphql-eslint/strict-id-in-types': ['error', {
            acceptedIdNames: ['id'], acceptedIdTypes: ['ID'],
            exceptions: { types: entries, suffixes: ['Connection', 'Edge', 'Group'] },
        }],
        '@graphql-eslint/naming-convention': [severity, {
            ...rest,
            // Uses of Federation's types cannot be left out; graphql-schema-linter finds other names with an underscore.
            allowLeadingUnderscore: true,
            types: { style: types, ignorePattern: federation },
            FieldDefinition: { style: fields, ignorePattern: federation },
            [`EnumValueDefinition[parent.name.value!=/^(${enumsOfTypes.join('|')})$/]`]: values,
        }],
    },
}]
